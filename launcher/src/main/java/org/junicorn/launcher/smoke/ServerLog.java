package org.junicorn.launcher.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server under test prints: its error log and whatever its workers write on their standard streams. */
final class ServerLog {
    private static final int SHOWN_LINES = 400;
    private static final int SHOWN_BYTES = 1 << 20;

    /** A line of the server itself, see {@code EventLog}; what an application prints does not begin like one. */
    private static final String EVENT = "(?m)^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z INFO +";

    private static final Pattern LISTENING = Pattern.compile(EVENT + "listening address=(\\S+)");
    private static final Pattern READY = Pattern.compile(EVENT + "server\\.ready workers=(\\d+)");

    private final Path file;

    ServerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Where it listens, and how many workers do, once all of them are ready. */
    Optional<Ready> ready() throws IOException {
        String text = text();
        Matcher address = LISTENING.matcher(text);
        Matcher ready = READY.matcher(text);
        return address.find() && ready.find()
                ? Optional.of(new Ready(address.group(1), Integer.parseInt(ready.group(1))))
                : Optional.empty();
    }

    /** @param url such as {@code http://127.0.0.1:41234} */
    record Ready(String url, int workers) {}

    /** The end of it, as much as a person wants to read. */
    String end() throws IOException {
        String text = text();
        if (text.length() > SHOWN_BYTES) {
            text = text.substring(text.length() - SHOWN_BYTES);
        }
        long lines = text.lines().count();
        return lines <= SHOWN_LINES
                ? text
                : "… " + (lines - SHOWN_LINES) + " lines before …\n"
                        + String.join(
                                "\n", text.lines().skip(lines - SHOWN_LINES).toList()) + "\n";
    }

    private String text() throws IOException {
        return new String(Files.readAllBytes(file), UTF_8); // malformed bytes become U+FFFD
    }
}
