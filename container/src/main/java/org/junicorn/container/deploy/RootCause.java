package org.junicorn.container.deploy;

import java.util.Optional;

/** What lies at the bottom of an exception. */
final class RootCause {
    private RootCause() {}

    /** The innermost cause, its class and the first line of its message: what a user needs to know first. */
    static String line(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < 50; depth++) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null || message.isBlank()) {
            return root.getClass().getName();
        }
        return root.getClass().getName() + ": "
                + message.strip().lines().findFirst().orElse("");
    }

    /** Throws what must not be taken for a failure of the application: it is the JVM's (Tomcat: handleThrowable). */
    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** The first exception of that type in the chain of causes. */
    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
