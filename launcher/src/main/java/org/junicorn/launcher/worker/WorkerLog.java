package org.junicorn.launcher.worker;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Consumer;
import org.junicorn.container.war.WebAppClassLoader;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.Levels;
import org.junicorn.launcher.log.LibraryLine;
import org.junicorn.launcher.log.LogFile;

/**
 * Where the lines of the container's libraries go in this process: to the supervisor once there is a way, to standard
 * error before that and in processes that are no workers. Safe for all threads.
 */
final class WorkerLog {
    /**
     * They say at INFO what nobody needs to know. What Undertow's proxy says of a failed request, with a stack trace each
     * time it tries another server, the container says in one line with the reason.
     */
    private static final Map<String, EventLog.Level> QUIET = Map.of(
            "org.xnio", EventLog.Level.WARNING,
            "io.undertow", EventLog.Level.WARNING,
            "io.undertow.proxy", EventLog.Level.CRITICAL,
            "org.jboss", EventLog.Level.WARNING);

    /**
     * What applications log through java.util.logging comes here as well, and may be of any length. Encoded, a character
     * takes nine bytes at most; together that is less than the line of 1 MB that the supervisor reads in one piece.
     */
    private static final int LONGEST_MESSAGE = 32 * 1024;

    private static final int LONGEST_STACK = 64 * 1024;
    private static final int LONGEST_NAME = 512;

    private final int pid = (int) ProcessHandle.current().pid();
    private final Levels levels = new Levels(EventLog.Level.INFO, QUIET);
    private volatile Consumer<LibraryLine> way = WorkerLog::print;

    Levels levels() {
        return levels;
    }

    boolean hears(String logger, EventLog.Level level) {
        return level.compareTo(levels.of(logger)) >= 0;
    }

    /** From now on lines go this way. */
    void connect(Consumer<LibraryLine> other) {
        way = other;
    }

    /** @param message may be null, and so may thrown, as callers of logging libraries have it */
    void write(EventLog.Level level, String logger, String message, Throwable thrown) {
        way.accept(new LibraryLine(
                level.name(),
                pid,
                cut(logger, LONGEST_NAME),
                app(),
                cut(Thread.currentThread().getName(), LONGEST_NAME),
                cut(String.valueOf(message), LONGEST_MESSAGE),
                thrown == null ? "" : cut(stack(thrown), LONGEST_STACK)));
    }

    private static String cut(String text, int longest) {
        int rest = text.length() - longest;
        return rest <= 0 ? text : text.substring(0, longest) + "… and " + rest + " characters more";
    }

    /** The application that this thread works for, if it is known. */
    private static String app() {
        return Thread.currentThread().getContextClassLoader() instanceof WebAppClassLoader loader
                ? loader.application()
                : "";
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void print(LibraryLine line) {
        new EventLog(LogFile.standardError(), EventLog.Level.DEBUG).of(line, EventLog.fields());
    }
}
