package org.junicorn.container.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;

/** The forms that passwords may be kept in. */
public final class Passwords {
    private Passwords() {}

    /**
     * Whether this Java knows an algorithm to keep passwords with: a message digest, such as "SHA-256", or a key
     * derivation, such as "PBKDF2WithHmacSHA512".
     */
    public static boolean isAlgorithm(String name) {
        return isMessageDigest(name) || isKeyDerivation(name);
    }

    /**
     * @param algorithm empty: passwords are kept as they are typed
     * @throws IllegalArgumentException if this Java does not know it
     */
    public static PasswordForm form(Optional<String> algorithm) {
        if (algorithm.isEmpty()) {
            return new PasswordForm.Plain();
        }
        String name = algorithm.get();
        if (isMessageDigest(name)) {
            return new MessageDigestForm(name);
        }
        if (isKeyDerivation(name)) {
            return new SecretKeyForm(name);
        }
        throw new IllegalArgumentException("this Java has no algorithm " + name);
    }

    /** Several forms, of which each password has one. */
    public static PasswordForm anyOf(List<PasswordForm> forms) {
        return new NestedForm(forms);
    }

    private static boolean isMessageDigest(String name) {
        try {
            MessageDigest.getInstance(name);
            return true;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }

    private static boolean isKeyDerivation(String name) {
        try {
            return name.startsWith("PBKDF2") && SecretKeyFactory.getInstance(name) != null;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }
}
