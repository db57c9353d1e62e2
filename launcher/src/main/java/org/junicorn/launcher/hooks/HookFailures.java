package org.junicorn.launcher.hooks;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is said of a hook that has thrown. */
final class HookFailures {
    private static final int FRAMES = 8;

    private HookFailures() {}

    /** What was thrown, and where: the hook's author needs the place, and not all that is below it. */
    static String text(Throwable thrown) {
        if (thrown instanceof java.io.IOException) {
            return thrown.getMessage(); // of a command: there is no place
        }
        return thrown
                + Arrays.stream(thrown.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\nat " + frame)
                        .collect(Collectors.joining());
    }
}
