package org.junicorn.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another server that is started in the foreground and listens once a file of its is there. Closing it ends it. */
final class Foreground implements AutoCloseable {
    private final String name;
    private final Process process;
    private final List<Path> logs;

    private Foreground(String name, Process process, List<Path> logs) {
        this.name = name;
        this.process = process;
        this.logs = logs;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param name of the server, for messages
     * @param directory for what it says; it may have more logs there, NAME.log
     * @param sign the file that it makes when it listens
     * @param address where it listens
     */
    static Foreground start(String name, List<String> command, Path directory, Path sign, Address address) {
        Path output = directory.resolve(name + ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            Foreground server = new Foreground(name, process, List.of(output, directory.resolve(name + ".log")));
            Await.until(name + " has made " + sign, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError(name + " ended: " + server.log());
                }
                return Files.exists(sign);
            });
            Http.awaitListening(address);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has said. */
    String log() {
        return logs.stream().filter(Files::exists).flatMap(Foreground::lines).collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
