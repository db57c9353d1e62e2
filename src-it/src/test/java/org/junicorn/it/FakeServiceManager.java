package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The socket at which systemd hears of its services. In Python: Java has no Unix datagram sockets. */
final class FakeServiceManager implements AutoCloseable {
    private static final String SCRIPT = "import os, socket, sys\n"
            + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            + "s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)\n"
            + "s.bind(sys.argv[1].replace('@', chr(0)))\n"
            + "print('bound', flush=True)\n"
            + "import struct\n"
            + "while True:\n"
            + "  data, control, _, _ = s.recvmsg(8192, 256)\n"
            + "  pid = struct.unpack('iii', control[0][2])[0]\n"
            + "  print(str(pid) + ' ' + data.decode().replace(chr(10), ' | '), flush=True)\n";

    private final Process process;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /**
     * One message.
     *
     * @param sender the pid that the kernel has vouched for
     */
    record Message(long sender, String text) {
        boolean has(String assignment) {
            return List.of(text.split(" \\| ")).contains(assignment);
        }
    }

    /** @param name a path, or {@code @name} */
    FakeServiceManager(String name) {
        try {
            process = new ProcessBuilder("python3", "-c", SCRIPT, name)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            if (!"bound".equals(lines.readLine())) {
                throw new IOException("no socket " + name);
            }
            Thread reader = new Thread(
                    () -> lines.lines()
                            .forEach(line -> messages.add(new Message(
                                    Long.parseLong(line.substring(0, line.indexOf(' '))),
                                    line.substring(line.indexOf(' ') + 1)))),
                    "service-manager");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Message> messages() {
        return new ArrayList<>(messages);
    }

    int mark() {
        return messages.size();
    }

    /** Waits for the first message behind the mark that fits. */
    Message await(int mark, String what, Predicate<Message> fits) {
        Await.until(
                what + " is told to the service manager",
                () -> messages().stream().skip(mark).anyMatch(fits));
        return messages().stream().skip(mark).filter(fits).findFirst().orElseThrow();
    }

    Message await(int mark, String assignment) {
        return await(mark, assignment, message -> message.has(assignment));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
