package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a program prints that ends by itself. */
final class Output {
    private static final Duration USUAL = Duration.ofSeconds(20);

    private Output() {}

    static String of(List<String> command, Path folder) throws IOException, InterruptedException {
        return of(command, folder, USUAL);
    }

    /**
     * @param limit after which it is ended
     * @throws IOException with what it printed, if it fails or does not end
     */
    static String of(List<String> command, Path folder, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile("output", ".txt");
        try {
            Process process = start(command, folder, output);
            boolean ended = false;
            try {
                ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                if (!ended) {
                    process.destroyForcibly();
                }
            }
            process.waitFor();
            String text = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(command.get(0)
                        + (ended
                                ? " ended with " + process.exitValue()
                                : " does not end in " + limit.toSeconds() + " s")
                        + ": " + String.join(" ", command) + "\n" + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    private static Process start(List<String> command, Path folder, Path output) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    command.get(0) + " cannot be run; it must be in the PATH, see bench/README.md: " + e.getMessage(),
                    e);
        }
    }
}
