package org.junicorn.launcher.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junicorn.launcher.config.LogSettings;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.log.LogConfig.Target;

/** The streams that this process logs to. Safe for all threads. */
public final class Logs implements AutoCloseable {
    private final LogFile errorLog;
    private final LogFile standardOutput = LogFile.standardOutput();
    private final EventLog events;
    private final SyslogLink syslog;
    private Map<Path, LogFile> further = Map.of();
    private volatile LogConfig config = LogConfig.NONE;
    private volatile Layout layout = Layout.TEXT;
    private volatile Runnable reopenAll = this::reopen;
    private Optional<LogRotation> rotation = Optional.empty();

    private Logs(LogFile errorLog) {
        this.errorLog = errorLog;
        this.events = new EventLog(errorLog, EventLog.Level.INFO);
        this.syslog = new SyslogLink(events);
    }

    /**
     * Opens what the settings name.
     *
     * @throws BrokenLogConfigException if {@code logconfig} cannot be used
     * @throws IOException if the error log cannot be opened
     */
    public static Logs open(Settings settings) throws IOException {
        LogFile errorLog = settings.log().errorlog().equals(LogSettings.STANDARD)
                ? LogFile.standardError()
                : LogFile.open(Path.of(settings.log().errorlog()));
        Logs logs = new Logs(errorLog);
        logs.config = read(settings);
        logs.follow(settings);
        return logs;
    }

    /** @throws BrokenLogConfigException if {@code logconfig} cannot be used */
    public static void check(Settings settings) throws BrokenLogConfigException {
        read(settings);
    }

    private static LogConfig read(Settings settings) throws BrokenLogConfigException {
        Optional<Path> file = settings.log().logconfig();
        return file.isEmpty() ? LogConfig.NONE : LogConfigReader.read(file.get());
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

    /** Reads the file of {@code logconfig} again; if it is broken, says so and goes on with what it was. */
    public void reread(Settings settings) {
        try {
            config = read(settings);
        } catch (BrokenLogConfigException e) {
            events.error("logconfig.kept", "reason", e.getMessage());
        }
    }

    /** The levels that the settings and the file of {@code logconfig} give, {@link Levels#ROOT} among them. */
    public Map<String, EventLog.Level> levels(Settings settings) {
        Map<String, EventLog.Level> levels = new TreeMap<>(config.levels());
        levels.put(
                Levels.ROOT,
                config.level()
                        .orElse(EventLog.Level.valueOf(settings.log().loglevel().name())));
        return levels;
    }

    /** A new generation's settings count from now on. */
    public void apply(Settings settings) {
        try {
            follow(settings);
        } catch (IOException e) {
            events.error("logs.unchanged", "reason", e.getMessage());
        }
    }

    private synchronized void follow(Settings settings) throws IOException {
        Layout usual =
                config.format().orElse(Layout.valueOf(settings.log().logFormat().name()));
        List<Destination> destinations = new ArrayList<>();
        Map<Path, LogFile> files = new HashMap<>();
        boolean toSyslog = settings.syslog().syslog() && config.destinations().isEmpty();
        if (config.destinations().isEmpty()) {
            destinations.add(new Destination.ToFile(errorLog, usual, EventLog.Level.DEBUG));
        }
        for (Target target : config.destinations()) {
            toSyslog |= target.to().equals("syslog");
            if (!target.to().equals("syslog")) {
                destinations.add(new Destination.ToFile(
                        file(target, files), target.format().orElse(usual), target.level()));
            }
        }
        Optional<Target> asked = config.destinations().stream()
                .filter(target -> target.to().equals("syslog"))
                .findFirst();
        syslog.follow(toSyslog ? Optional.of(settings) : Optional.empty())
                .ifPresent(open -> destinations.add(new Destination.ToSyslog(
                        open,
                        asked.flatMap(Target::format).orElse(usual),
                        asked.map(Target::level).orElse(EventLog.Level.DEBUG))));
        layout = usual;
        events.destinations(destinations);
        events.levels().replace(levels(settings).get(Levels.ROOT), config.levels());
        Map<Path, LogFile> before = further;
        further = files;
        before.forEach((path, file) -> {
            if (!files.containsKey(path)) {
                file.close();
            }
        });
        rotate(settings.log());
    }

    private LogFile file(Target target, Map<Path, LogFile> files) throws BrokenLogConfigException {
        return switch (target.to()) {
            case "errorlog" -> errorLog;
            case "stderr" -> LogFile.standardError();
            case "stdout" -> standardOutput;
            default -> {
                Path path = Path.of(target.to());
                if (errorLog.path().filter(path::equals).isPresent()) {
                    yield errorLog;
                }
                try {
                    LogFile open = further.containsKey(path) ? further.get(path) : LogFile.open(path);
                    files.put(path, open);
                    yield open;
                } catch (IOException e) {
                    throw new BrokenLogConfigException("the destination " + path + " cannot be opened: " + e
                            + "; name a file that can be written");
                }
            }
        };
    }

    /** What to do when files were rotated: have all processes open theirs again. Must not block. */
    public void onRotation(Runnable reopening) {
        reopenAll = reopening;
    }

    private void rotate(LogSettings settings) {
        LogRotation.Rules rules = new LogRotation.Rules(
                settings.logRotateSize().bytes(),
                settings.logRotateTime(),
                settings.logRotateKeep(),
                settings.logRotateCompress());
        if (rotation.isEmpty() && !rules.none()) {
            LogRotation made = new LogRotation(Clock.systemDefaultZone(), events, () -> reopenAll.run());
            made.start();
            rotation = Optional.of(made);
        }
        Set<Path> files = new HashSet<>(further.keySet());
        errorLog.path().ifPresent(files::add);
        settings.accesslog()
                .filter(name -> !name.equals(LogSettings.STANDARD))
                .ifPresent(name -> files.add(Path.of(name)));
        rotation.ifPresent(running -> running.follow(files, rules));
    }

    /** Ends what runs in the background; says what waits to be said. The error log stays open. */
    @Override
    public synchronized void close() {
        rotation.ifPresent(LogRotation::close);
        syslog.close();
    }

    /** Opens files again by their names, as after a rotation. */
    public synchronized void reopen() {
        List<LogFile> all = new ArrayList<>(further.values());
        all.add(errorLog);
        boolean failed = false;
        for (LogFile file : all) {
            try {
                file.reopen();
            } catch (IOException e) {
                failed = true;
                events.error("logs.not_reopened", "reason", e.toString());
            }
        }
        if (!failed) {
            events.info("logs.reopened");
        }
    }
}
