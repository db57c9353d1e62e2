package org.junicorn.launcher.log;

/**
 * What the container or one of its libraries has to say in a worker. It goes to the supervisor like a fact, which writes
 * it as it writes its own events.
 *
 * @param level a name of {@link EventLog.Level}
 * @param logger the name of a class, as a rule
 * @param app the path of the application that the thread works for, or empty
 * @param thrown a stack trace, or empty
 */
public record LibraryLine(
        String level, int pid, String logger, String app, String thread, String message, String thrown)
        implements LibraryMessage {}
