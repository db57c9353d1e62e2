package org.junicorn.container.convert.removed;

/** Removed by Pages 4.0. */
public class ELException extends Exception {
    private static final long serialVersionUID = 1L;

    public ELException() {}

    public ELException(String message) {
        super(message);
    }

    public ELException(String message, Throwable cause) {
        super(message, cause);
    }

    public ELException(Throwable cause) {
        super(cause);
    }

    public Throwable getRootCause() {
        return getCause();
    }
}
