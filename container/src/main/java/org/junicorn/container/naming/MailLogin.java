package org.junicorn.container.naming;

import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;

/**
 * Tells a mail session who logs in. {@link MailSession} defines it a second time, below the loader that has the mail
 * library, which the container has not: hence public, and no use of any other class of ours.
 */
public final class MailLogin extends Authenticator {
    private final String user;
    private final String password;

    public MailLogin(String user, String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(user, password);
    }
}
