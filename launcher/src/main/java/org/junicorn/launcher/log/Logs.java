package org.junicorn.launcher.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.launcher.config.LogSettings;

/** The streams that this process logs to. */
public final class Logs implements AutoCloseable {
    private static final long MEGABYTE = 1024 * 1024;

    private final LogFile errorLog;
    private final LogFile standardOutput = LogFile.standardOutput();
    private final EventLog events;
    private volatile Layout layout = Layout.TEXT;
    private volatile Runnable reopenAll = this::reopen;
    private Optional<LogRotation> rotation = Optional.empty();

    private Logs(LogFile errorLog) {
        this.errorLog = errorLog;
        this.events = new EventLog(errorLog, EventLog.Level.INFO);
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
        Logs logs = new Logs(errorLog);
        logs.apply(settings);
        return logs;
    }

    public EventLog events() {
        return events;
    }

    /**
     * Where the standard error of a child goes, and its standard output if it is captured: to the error log as it is or,
     * so that each line there is JSON, as an event.
     *
     * @param event its name then
     * @param process what is said about the process in each of them
     */
    public Lines errors(String event, EventLog.Fields process) {
        return (bytes, length) -> {
            if (layout == Layout.TEXT) {
                errorLog.write(bytes, length);
            } else {
                new String(bytes, 0, length, UTF_8)
                        .lines()
                        .forEach(line -> errorLog.write(
                                layout.format(EventLog.entry(EventLog.Level.INFO, event, process, "line", line))));
            }
        };
    }

    public LogFile standardOutput() {
        return standardOutput;
    }

    /** A new generation's settings count from now on. */
    public synchronized void apply(LogSettings settings) {
        rotate(settings);
        layout = Layout.valueOf(settings.logFormat().name());
        List<Destination> destinations = new ArrayList<>();
        destinations.add(new Destination.ToFile(errorLog, layout, EventLog.Level.DEBUG));
        events.destinations(destinations);
        events.levels().replace(level(settings), Map.of());
    }

    private static EventLog.Level level(LogSettings settings) {
        return EventLog.Level.valueOf(settings.loglevel().name());
    }

    /** What to do when files were rotated: have all processes open theirs again. Must not block. */
    public void onRotation(Runnable reopening) {
        reopenAll = reopening;
    }

    private void rotate(LogSettings settings) {
        LogRotation.Rules rules = new LogRotation.Rules(
                settings.logRotateSize() * MEGABYTE,
                settings.logRotateTime(),
                settings.logRotateKeep(),
                settings.logRotateCompress());
        if (rotation.isEmpty() && !rules.none()) {
            LogRotation made = new LogRotation(Clock.systemDefaultZone(), events, () -> reopenAll.run());
            made.start();
            rotation = Optional.of(made);
        }
        Set<Path> files = new HashSet<>();
        errorLog.path().ifPresent(files::add);
        settings.accesslog()
                .filter(name -> !name.equals(LogSettings.STANDARD))
                .ifPresent(name -> files.add(Path.of(name)));
        rotation.ifPresent(running -> running.follow(files, rules));
    }

    /** Ends what runs in the background. The files stay open. */
    @Override
    public synchronized void close() {
        rotation.ifPresent(LogRotation::close);
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
