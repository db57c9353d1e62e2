package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code ctl}, run as people run it: a process of the packaged jar. */
final class Ctl {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private Ctl() {}

    /** How it ended, and what it printed. */
    record Result(int exit, String out, String err) {
        Result succeeded() {
            assertThat(exit).as("exit status; it said: " + err + out).isZero();
            return this;
        }

        JsonNode json() {
            try {
                return new ObjectMapper().readTree(succeeded().out());
            } catch (IOException e) {
                throw new UncheckedIOException(out, e);
            }
        }
    }

    /** Speaks to this server. */
    static Result run(ServerProcess server, String... words) {
        return run(List.of(), server, words);
    }

    /** Speaks to this server, in a JVM with these options. */
    static Result run(List<String> javaOptions, ServerProcess server, String... words) {
        List<String> arguments = new ArrayList<>(List.of("-s", socket(server)));
        arguments.addAll(List.of(words));
        try {
            return finished(start(server.directory(), javaOptions, arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String socket(ServerProcess server) {
        return server.log().await("control.listening").field("socket");
    }

    /** Runs it in a folder, with these arguments alone. */
    static Result run(Path folder, List<String> words) {
        try {
            return finished(start(folder, words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has begun. */
    record Started(Process process, Path out, Path err) {}

    static Started start(Path folder, List<String> words) throws IOException {
        return start(folder, List.of(), words);
    }

    private static Started start(Path folder, List<String> javaOptions, List<String> words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("it.java.home"), "bin/java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", System.getProperty("it.launcher"), "ctl"));
        command.addAll(words);
        Path out = Files.createTempFile(folder, "ctl-", ".out");
        Path err = Files.createTempFile(folder, "ctl-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("JUNICORN_"));
        builder.redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        return new Started(builder.start(), out, err);
    }

    static Result finished(Started started) throws IOException {
        try {
            if (!started.process().waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                started.process().destroyForcibly();
                throw new AssertionError("ctl did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return new Result(
                started.process().exitValue(), Files.readString(started.out()), Files.readString(started.err()));
    }
}
