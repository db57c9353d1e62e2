package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junicorn.launcher.listen.Adopted.Kind;
import org.junicorn.launcher.listen.Listeners.Listener;

/**
 * How many connections wait in the kernel's queues until a worker accepts them: of a listening TCP socket, {@code
 * rx_queue} in {@code /proc/net/tcp} and {@code tcp6} (proc(5)). Of a Unix socket the kernel tells nothing there.
 */
public final class AcceptBacklog {
    private static final Path SELF = Path.of("/proc/self");
    private static final String LISTENING = "0A";
    private static final int STATE = 3;
    private static final int QUEUES = 4;
    private static final int INODE = 9;

    private AcceptBacklog() {}

    /** Connections by the name of the listener; what is not known is left out. */
    public static Map<String, Long> of(Collection<Listener> listeners) {
        return of(listeners, SELF);
    }

    static Map<String, Long> of(Collection<Listener> listeners, Path process) {
        Map<String, Long> byInode = new HashMap<>();
        Map<String, Long> backlog = new TreeMap<>();
        try {
            for (String table : List.of("tcp", "tcp6")) {
                read(process.resolve("net").resolve(table), byInode);
            }
            for (Listener listener : listeners) {
                if (listener.kind() != Kind.UNIX) {
                    String link = Files.readSymbolicLink(
                                    process.resolve("fd").resolve(Integer.toString(listener.descriptor())))
                            .toString();
                    Long waiting = byInode.get(link.replaceAll("[^0-9]", ""));
                    if (waiting != null) {
                        backlog.put(listener.name(), waiting);
                    }
                }
            }
        } catch (IOException e) {
            // Closed in between, or a machine that does not tell: then it is not known.
        }
        return backlog;
    }

    private static void read(Path table, Map<String, Long> byInode) throws IOException {
        if (!Files.exists(table)) {
            return; // no IPv6 here
        }
        try (BufferedReader lines = Files.newBufferedReader(table, US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(" " + LISTENING + " ")) {
                    String[] fields = line.trim().split("\\s+");
                    if (fields[STATE].equals(LISTENING)) {
                        byInode.put(fields[INODE], Long.parseLong(fields[QUEUES].split(":")[1], 16));
                    }
                }
            }
        }
    }
}
