package org.junicorn.launcher.hooks;

/** Hooks cannot be loaded, or one that counts has failed; the message says it in one sentence. */
public final class HookException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean ofHook;

    HookException(boolean ofHook, String message, Throwable cause) {
        super(message, cause);
        this.ofHook = ofHook;
    }

    /** Whether a hook has failed; else it could not be loaded. */
    public boolean ofHook() {
        return ofHook;
    }
}
