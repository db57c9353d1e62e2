package org.junicorn.container;

/**
 * The application cannot be deployed. The message names what failed, where, and what would help; the cause, if any, is
 * the application's own exception.
 */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    public DeploymentException(String message) {
        super(message);
    }

    public DeploymentException(String message, Throwable cause) {
        super(message, cause);
    }
}
