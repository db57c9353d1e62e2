package org.junicorn.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A HAProxy that listens at a Unix socket. */
final class HaProxy implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final Path socket;

    private HaProxy(Process process, Path output, Path socket) {
        this.process = process;
        this.output = output;
        this.socket = socket;
    }

    /** Where one of this folder shall listen. */
    static Path socket(Path directory) {
        return directory.resolve("haproxy.sock");
    }

    /** Starts one with this configuration, which listens at {@link #socket}. */
    static HaProxy with(String configuration, Path directory) {
        try {
            Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration);
            Path output = directory.resolve("haproxy.out");
            Process process = new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            HaProxy proxy = new HaProxy(process, output, socket(directory));
            Await.until("HAProxy listens", () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("HAProxy ended: " + proxy.log());
                }
                return Files.exists(proxy.socket);
            });
            Http.awaitListening(proxy.address());
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Address address() {
        return Address.parse("unix:" + socket);
    }

    /** What it says: a line per request, and what it thinks of the servers. */
    String log() {
        try {
            return Files.readString(output);
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
                throw new AssertionError("HAProxy did not end: " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
