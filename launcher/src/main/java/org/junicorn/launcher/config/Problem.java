package org.junicorn.launcher.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param kind decides the exit status
 * @param message one line: what, where, found, expected, and the way out; secrets are masked
 */
public record Problem(Kind kind, String message) {

    /** What a problem is about. */
    public enum Kind {
        /** The command line cannot be understood. */
        USAGE,
        /** A setting or a configuration file is wrong. */
        VALUE
    }

    static Problem usage(String message) {
        return new Problem(Kind.USAGE, message);
    }

    static Problem value(String message) {
        return new Problem(Kind.VALUE, message);
    }

    @Override
    public String toString() {
        return message;
    }
}
