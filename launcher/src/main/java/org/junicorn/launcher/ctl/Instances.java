package org.junicorn.launcher.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.control.Request;

/** The running servers of this machine, as far as their control sockets are where they are by default. */
public final class Instances {
    /** In the folder of a run, or in one of its own if that is too deep; {@code RunFolder} makes it. */
    private static final Pattern CONTROL_SOCKET =
            Pattern.compile("/(?:.*/)?junicorn-\\d+-[0-9a-f]+(?:-control)?/control\\.sock");

    /** Of the flags in the kernel's list: somebody accepts connections (__SO_ACCEPTCON). */
    private static final int LISTENING = 1 << 16;

    private final Path list;

    /** @param list {@code /proc/net/unix}, or one like it */
    Instances(Path list) {
        this.list = list;
    }

    /**
     * Connects to the only one that lets us in; one that is stopping is passed over if there is another.
     *
     * @throws CtlException if there is none, or there are several
     */
    Connection only() throws CtlException {
        List<Found> open = new ArrayList<>();
        List<Path> closed = new ArrayList<>();
        for (Path path : sockets()) {
            try {
                Connection connection = Connection.open(path);
                open.add(new Found(path, connection, identity(connection)));
            } catch (IOException e) {
                if (Files.exists(path)) {
                    closed.add(path);
                }
            }
        }
        List<Found> serving = new ArrayList<>();
        for (Found found : open) {
            if (!found.stopping()) {
                serving.add(found);
            }
        }
        List<Found> candidates = serving.isEmpty() ? open : serving;
        if (candidates.size() == 1) {
            return candidates.get(0).connection();
        }
        throw new CtlException(ExitCode.NO_INSTANCE, candidates.isEmpty() ? none(closed) : several(candidates));
    }

    private record Found(Path path, Connection connection, Map<String, Object> identity) {
        boolean stopping() {
            return "stopping".equals(identity.get("phase"));
        }

        String line() {
            StringBuilder line = new StringBuilder("\n  -s ").append(path);
            for (String name : List.of("pid", "name", "user", "phase")) {
                Optional.ofNullable(identity.get(name))
                        .ifPresent(value ->
                                line.append("  ").append(name).append('=').append(value));
            }
            return line.toString();
        }
    }

    private static Map<String, Object> identity(Connection connection) {
        try {
            return connection
                    .ask(Request.of("identify"), Optional.of(java.time.Duration.ofSeconds(2)), reply -> {})
                    .data();
        } catch (CtlException e) {
            return Map.of(); // it lives, and that is what counts
        }
    }

    private static String none(List<Path> closed) {
        StringBuilder message =
                new StringBuilder("no running server found; name its control socket with -s, or start it");
        if (!closed.isEmpty()) {
            message.append("\nthese are other users'; run ctl as they, or as root:");
            for (Path path : closed) {
                message.append("\n  ").append(path);
            }
        }
        return message.toString();
    }

    private static String several(List<Found> candidates) {
        StringBuilder message = new StringBuilder("several servers are running; name one of them with -s:");
        for (Found found : candidates) {
            message.append(found.line());
        }
        return message.toString();
    }

    /** Paths of control sockets that somebody listens on. */
    List<Path> sockets() throws CtlException {
        List<Path> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(list, ISO_8859_1)) {
                String[] words = line.trim().split(" +", 8); // Num RefCount Protocol Flags Type St Inode Path
                if (words.length == 8
                        && CONTROL_SOCKET.matcher(words[7]).matches()
                        && (Integer.parseInt(words[3], 16) & LISTENING) != 0) {
                    found.add(Path.of(words[7]));
                }
            }
            return found;
        } catch (IOException e) {
            throw new CtlException(
                    ExitCode.NO_INSTANCE, "the machine's sockets cannot be listed (" + e + "); name one with -s");
        }
    }
}
