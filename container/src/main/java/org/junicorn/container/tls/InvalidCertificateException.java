package org.junicorn.container.tls;

/** Files of keys or certificates cannot be used. The message names the setting, the file, what is wrong and what to do. */
public final class InvalidCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidCertificateException(String message) {
        super(message);
    }
}
