package org.junicorn.launcher.log;

import java.io.IOException;
import java.nio.file.Path;
import org.junicorn.launcher.config.LogSettings;

/** The streams that this process logs to. */
public final class Logs {
    private final LogFile errorLog;
    private final LogFile standardOutput = LogFile.standardOutput();
    private final EventLog events;

    private Logs(LogFile errorLog, EventLog events) {
        this.errorLog = errorLog;
        this.events = events;
    }

    /**
     * Opens what the settings name.
     *
     * @throws IOException if the error log cannot be opened
     */
    public static Logs open(LogSettings settings) throws IOException {
        LogFile errorLog = settings.errorlog().equals(LogSettings.STANDARD)
                ? LogFile.standardError()
                : LogFile.open(Path.of(settings.errorlog()));
        return new Logs(errorLog, new EventLog(errorLog, level(settings)));
    }

    public EventLog events() {
        return events;
    }

    public LogFile errorLog() {
        return errorLog;
    }

    public LogFile standardOutput() {
        return standardOutput;
    }

    /** A new generation's settings count from now on. */
    public void apply(LogSettings settings) {
        events.level(level(settings));
    }

    private static EventLog.Level level(LogSettings settings) {
        return EventLog.Level.valueOf(settings.loglevel().name());
    }

    /** Opens files again by their names, as after a rotation. */
    public void reopen() {
        try {
            errorLog.reopen();
            events.info("logs.reopened");
        } catch (IOException e) {
            events.error("logs.not_reopened", "reason", e.toString());
        }
    }
}
