package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A HAProxy that listens at a Unix socket. */
final class HaProxy implements AutoCloseable {
    private final Foreground server;
    private final Address address;

    private HaProxy(Foreground server, Address address) {
        this.server = server;
        this.address = address;
    }

    /** Where one of this folder shall listen. */
    static Path socket(Path directory) {
        return directory.resolve("haproxy.sock");
    }

    /** Starts one with this configuration, which listens at {@link #socket}. */
    static HaProxy with(String configuration, Path directory) {
        try {
            Path file = Files.writeString(directory.resolve("haproxy.cfg"), configuration);
            Path socket = socket(directory);
            Address address = Address.parse("unix:" + socket);
            List<String> command = List.of("haproxy", "-db", "-f", file.toString());
            return new HaProxy(Foreground.start("haproxy", command, directory, socket, address), address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Address address() {
        return address;
    }

    /** What it says: a line per request, and what it thinks of the servers. */
    String log() {
        return server.log();
    }

    @Override
    public void close() {
        server.close();
    }
}
