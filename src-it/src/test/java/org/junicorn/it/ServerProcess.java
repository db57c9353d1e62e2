package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One launcher, started from the packaged jar in a folder of its own, with everything it spawned.
 *
 * <p>Every process of the tree carries an entry in its environment by which it is found again, so that a worker that
 * outlived its supervisor does not escape {@link #close}.
 */
final class ServerProcess implements AutoCloseable {
    /** Not {@code JUNICORN_…}: such names are settings. */
    private static final String MARK = "IT_SERVER_ID";

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path directory;
    private final String mark;
    private final List<String> command;
    private final EventLog log;
    private final EventLog output;
    private boolean closed;

    private ServerProcess(Process process, Path directory, String mark, List<String> command) {
        this.process = process;
        this.directory = directory;
        this.mark = mark;
        this.command = command;
        this.log = new EventLog(directory.resolve("stderr.log"), process::isAlive);
        this.output = new EventLog(directory.resolve("stdout.log"), process::isAlive);
    }

    /**
     * How to start a launcher. Without an own {@code bind} it listens at a free port of 127.0.0.1; its work folder and
     * its current folder are private.
     */
    static final class Builder {
        private final Path directory;
        private final List<String> prefix = new ArrayList<>();
        private final List<String> jvm = new ArrayList<>();
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final java.util.function.Consumer<ServerProcess> onStart;
        private Path javaHome = Path.of(System.getProperty("it.java.home"));
        private Path launcher = Path.of(System.getProperty("it.launcher"));
        private boolean ownBind;
        private boolean ownWorkDir;

        Builder(Path directory, java.util.function.Consumer<ServerProcess> onStart) {
            this.directory = directory;
            this.onStart = onStart;
        }

        /** The folder of this server: current folder, logs, work folder. */
        Path directory() {
            return directory;
        }

        Builder app(Path war) {
            return option("--app", war.toString());
        }

        Builder workers(int count) {
            return option("--workers", count);
        }

        /** Listens there and nowhere else. */
        Builder bind(String address) {
            ownBind = true;
            return option("--bind", address);
        }

        /** Gives no {@code --bind}: the addresses come from elsewhere. */
        Builder bindElsewhere() {
            ownBind = true;
            return this;
        }

        /** Gives no {@code --work-dir}, or another. */
        Builder workDirElsewhere() {
            ownWorkDir = true;
            return this;
        }

        Builder option(String name, Object... values) {
            options.add(name);
            for (Object value : values) {
                options.add(value.toString());
            }
            return this;
        }

        /** Options for the launcher's own JVM; without them most launchers start as docs/operations.md advises. */
        Builder jvm(String... words) {
            jvm.addAll(List.of(words));
            return this;
        }

        Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** A command that in the end executes the launcher in its place. */
        Builder through(String... words) {
            prefix.addAll(List.of(words));
            return this;
        }

        /** Starts a copy of the launcher that is this server's own: {@code launcher.jar} in its folder. */
        Builder ownLauncher() {
            try {
                launcher = Files.copy(launcher, directory.resolve("launcher.jar"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** Puts the launcher where every user can read it, and lets every user write into this server's folder. */
        Builder forEveryUser() {
            try {
                Path test = directory.getParent();
                Files.setPosixFilePermissions(test, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
                Path copy = directory.resolve("launcher.jar");
                Files.copy(launcher, copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                launcher = copy;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        /** Runs the launcher without any right: as nobody, unless the tests themselves run as somebody. */
        Builder withoutRights() {
            forEveryUser();
            if (Proc.userId(ProcessHandle.current().pid()) == 0) {
                through("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--inh-caps=-all");
            }
            return this;
        }

        Builder javaHome(Path jdk) {
            javaHome = jdk;
            return this;
        }

        /** Starts the launcher and returns at once. */
        ServerProcess start() {
            List<String> command = new ArrayList<>(prefix);
            command.add(javaHome.resolve("bin/java").toString());
            command.addAll(jvm.isEmpty() && prefix.isEmpty() && asPackaged() ? ClassArchives.supervisorOptions() : jvm);
            command.add("-jar");
            command.add(launcher.toString());
            command.addAll(options);
            if (!ownBind) {
                command.addAll(List.of("--bind", "127.0.0.1:0"));
            }
            if (!ownWorkDir) {
                Path work = directory.resolve("work");
                command.addAll(List.of("--work-dir", work.toString()));
                if (prefix.isEmpty() && asPackaged() && !Files.exists(work)) {
                    ClassArchives.give(work);
                }
            }
            String mark = UUID.randomUUID().toString();
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.redirectInput(new File("/dev/null"));
            builder.redirectOutput(directory.resolve("stdout.log").toFile());
            builder.redirectError(directory.resolve("stderr.log").toFile());
            Map<String, String> variables = builder.environment();
            variables.keySet().removeIf(Builder::wouldConfigure);
            variables.putAll(environment);
            variables.put(MARK, mark);
            try {
                ServerProcess server = new ServerProcess(builder.start(), directory, mark, command);
                onStart.accept(server);
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Starts the launcher and waits until all its workers serve. */
        ServerProcess serve() {
            ServerProcess server = start();
            server.log().await("server.ready");
            return server;
        }

        /** An archive fits one launcher and one JDK. */
        private boolean asPackaged() {
            return launcher.equals(Path.of(System.getProperty("it.launcher")))
                    && javaHome.equals(Path.of(System.getProperty("it.java.home")));
        }

        private static boolean wouldConfigure(String variable) {
            return variable.startsWith("JUNICORN_")
                    || variable.startsWith("LISTEN_")
                    || List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "WEB_CONCURRENCY", "PORT", "NOTIFY_SOCKET")
                            .contains(variable);
        }
    }

    long pid() {
        return process.pid();
    }

    Path directory() {
        return directory;
    }

    /** The launcher's standard error: the error log unless it goes elsewhere, and what workers print there. */
    EventLog log() {
        return log;
    }

    /** The launcher's and the workers' standard output. */
    EventLog output() {
        return output;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns the one address it listens at, as soon as it does. */
    Address address() {
        return addresses(1).get(0);
    }

    /** Returns that many addresses in the order in which they were bound. */
    List<Address> addresses(int count) {
        return log.awaitCount("listening", count).stream()
                .map(event -> Address.parse(event.field("address")))
                .toList();
    }

    /** Returns the pids of the supervisor's children that are workers, not its short-lived helpers. */
    List<Long> workers() {
        return Proc.children(pid()).stream()
                .filter(pid -> Proc.hasVariable(pid, "JUNICORN_WORKER_SLOT"))
                .toList();
    }

    /** Returns the pids of the workers that have reported ready and have not ended, by slot. */
    Map<Integer, Long> readyWorkers() {
        Map<Integer, Long> ready = new java.util.TreeMap<>();
        for (LogEvent event : log.events("worker.ready")) {
            long pid = event.number("pid");
            if (Proc.alive(pid)) {
                ready.put(event.number("slot"), pid);
            }
        }
        return ready;
    }

    /** Sends the supervisor a signal by name, such as {@code HUP}. */
    void signal(String name) {
        Proc.signal(pid(), name);
    }

    /** Waits until it has ended by itself and returns its exit status. */
    int awaitExit() {
        return awaitExit(Await.PATIENCE);
    }

    int awaitExit(Duration patience) {
        try {
            assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the server has ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the exit", e);
        }
        return process.exitValue();
    }

    /** Waits until no process of the tree is left. */
    void awaitGone() {
        Await.until("no process is left", () -> !process.isAlive() && tree().isEmpty());
    }

    /** Returns every living process of the tree, also those whose supervisor is gone. */
    List<Long> tree() {
        return Proc.withEnvironment(MARK + "=" + mark);
    }

    /** Describes the server for a failure message: command, processes, the ends of its logs. */
    String describe() {
        return "server " + pid() + (alive() ? " (alive)" : " (exit " + process.exitValue() + ")") + "\n"
                + String.join(" ", command) + "\n" + "processes: " + tree() + "\n" + "--- standard error\n"
                + end(log) + "\n--- standard output\n" + end(output);
    }

    private static String end(EventLog log) {
        List<String> lines = log.lines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 150), lines.size()));
    }

    /**
     * Ends the server with INT and fails if it does not go, or if a process of it is left afterwards. Whatever happens,
     * no process of the tree survives this.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (process.isAlive()) {
                signal("INT");
                assertThat(process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .as("the server ends within %s of an INT\n%s", STOP_PATIENCE, describe())
                        .isTrue();
            }
            Await.until("no process is left", () -> tree().isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("processes left behind: " + tree() + "\n" + describe(), e);
        } finally {
            killTree();
        }
    }

    private void killTree() {
        process.destroyForcibly();
        for (long pid : tree()) {
            Proc.signal(pid, "KILL");
        }
    }

    /** Reads a file of the server's folder. */
    String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
