package org.junicorn.container.proxy;

/** What a proxy says cannot be true, or cannot be understood: to guess would let clients choose the guess. */
final class MisleadingHeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message for the answer 400 */
    MisleadingHeaderException(String message) {
        super(message, null, false, false);
    }
}
