package org.junicorn.container.http;

import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.http.AccessLogSyntax.Style;
import org.junicorn.container.http.AccessLogSyntax.Token;

/**
 * A compiled format of the access log: gunicorn's atoms, Tomcat's patterns ({@link TomcatPatterns}), or the preset
 * {@code json}. What a client sends is escaped, so that it cannot forge a line or a field: lines are printable ASCII.
 *
 * <p>gunicorn: access_log_format. Other than there, {@code "}, {@code \} and every character that is not printable are
 * escaped, {@code %(U)s} is the path as it was sent, and {@code %({name}e)s} is an environment variable of the process.
 */
final class AccessLogFormat {
    private static final String COMMON_TIME = "dd/MMM/yyyy:HH:mm:ss Z";
    private static final DateTimeFormatter CLF = DateTimeFormatter.ofPattern(COMMON_TIME, Locale.ENGLISH);

    private final List<Part> parts;
    private final Optional<Commitment.Wish> wish;

    /** Adds its part to a line. */
    interface Part {
        void add(StringBuilder line, AccessLogEntry entry);
    }

    /** A text of a request; "" if there is none. */
    interface Text {
        String of(AccessLogEntry entry);
    }

    private AccessLogFormat(List<Part> parts, Optional<Commitment.Wish> wish) {
        this.parts = List.copyOf(parts);
        this.wish = wish;
    }

    /**
     * Compiles a format.
     *
     * @throws IllegalArgumentException if there is something wrong with it, naming it and its position
     */
    static AccessLogFormat of(String format) {
        if (format.equals(AccessLogSyntax.JSON)) {
            return json();
        }
        AccessLogSyntax syntax = AccessLogSyntax.read(format);
        List<Part> parts = new ArrayList<>();
        for (Token token : syntax.tokens()) {
            if (token.isText()) {
                parts.add(constant(printable(token.literal())));
            } else {
                parts.add(syntax.style() == Style.TOMCAT ? TomcatPatterns.part(token) : atom(token));
            }
        }
        return new AccessLogFormat(parts, wish(syntax));
    }

    private static Optional<Commitment.Wish> wish(AccessLogSyntax syntax) {
        boolean any = syntax.style() == Style.TOMCAT
                && syntax.tokens().stream()
                        .anyMatch(token -> token.name().isPresent()
                                ? "rs".indexOf(token.letter()) >= 0
                                : "FIS".indexOf(token.letter()) >= 0);
        return any ? Optional.of(new Commitment.Wish(names(syntax, 'r'), names(syntax, 's'))) : Optional.empty();
    }

    private static List<String> names(AccessLogSyntax syntax, char letter) {
        return syntax.tokens().stream()
                .filter(token -> token.letter() == letter)
                .flatMap(token -> token.name().stream())
                .toList();
    }

    /** What must be noted when the head of the response is sent; nothing for most formats. */
    Optional<Commitment.Wish> wish() {
        return wish;
    }

    String line(AccessLogEntry entry) {
        StringBuilder line = new StringBuilder(256);
        for (Part part : parts) {
            part.add(line, entry);
        }
        return line.toString();
    }

    private static Part atom(Token token) {
        if (token.name().isPresent()) {
            return named(token.name().get(), token.letter());
        }
        return switch (token.letter()) {
            case 'h' -> text(AccessLogEntry::remote);
            case 'l' -> text(entry -> "");
            case 'u' -> text(AccessLogEntry::basicUser);
            case 't' -> clock();
            case 'r' -> text(AccessLogEntry::requestLine);
            case 'm' -> text(AccessLogEntry::method);
            case 'U' -> text(entry -> entry.exchange().getRequestURI());
            // Empty and not "-", as gunicorn.
            case 'q' -> (line, entry) -> escape(line, entry.exchange().getQueryString());
            case 'H' -> text(AccessLogEntry::protocol);
            case 's' -> (line, entry) -> line.append(entry.status());
            case 'b', 'B' -> (line, entry) -> line.append(entry.bytes());
            case 'f' -> text(entry -> entry.header(Headers.REFERER));
            case 'a' -> text(entry -> entry.header(Headers.USER_AGENT));
            case 'T' -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toSeconds(entry.nanos()));
            case 'M' -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toMillis(entry.nanos()));
            case 'D' -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toMicros(entry.nanos()));
            case 'L' -> (line, entry) -> line.append(seconds(entry.nanos()));
            case 'p' -> constant("<" + ProcessHandle.current().pid() + ">");
            default -> throw new AssertionError("no atom " + token.letter());
        };
    }

    private static Part named(String name, char kind) {
        HttpString header = new HttpString(name);
        return switch (kind) {
            case 'i' -> text(entry -> entry.header(header));
            case 'o' -> text(entry -> entry.responseHeader(header));
            default -> {
                String value = System.getenv(name);
                yield text(entry -> value == null ? "" : value);
            }
        };
    }

    static Part constant(String text) {
        return (line, entry) -> line.append(text);
    }

    /** A text with what is special in it escaped; a dash if there is none. */
    static Part text(Text text) {
        return (line, entry) -> {
            String value = text.of(entry);
            if (value.isEmpty()) {
                line.append('-');
            } else {
                escape(line, value);
            }
        };
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    /** A text of the format: of its own characters only those that would not be ASCII are escaped. */
    private static String printable(String text) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c >= ' ' && c < 0x7f) {
                ascii.append(c);
            } else {
                escape(ascii, c);
            }
        }
        return ascii.toString();
    }

    static void escape(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                line.append(c);
            } else {
                escape(line, c);
            }
        }
    }

    private static void escape(StringBuilder line, char c) {
        HexFormat hex = HexFormat.of();
        if (c < 0x100) {
            line.append("\\x").append(hex.toHexDigits((byte) c));
        } else {
            line.append("\\u").append(hex.toHexDigits(c));
        }
    }

    private static AccessLogFormat json() {
        long pid = ProcessHandle.current().pid();
        List<Part> parts = new ArrayList<>();
        parts.add((line, e) -> line.append("{\"time\":\"")
                .append(Instant.ofEpochMilli(System.currentTimeMillis()))
                .append('"'));
        parts.add(field("remote", AccessLogEntry::remote));
        parts.add(field("user", e -> e.user().isEmpty() ? e.basicUser() : e.user()));
        parts.add(field("method", AccessLogEntry::method));
        parts.add(field("path", e -> e.exchange().getRequestURI()));
        parts.add(field("query", e -> e.exchange().getQueryString()));
        parts.add(field("protocol", AccessLogEntry::protocol));
        parts.add((line, e) -> line.append(",\"status\":").append(e.status()));
        parts.add((line, e) -> line.append(",\"bytes\":").append(e.bytes()));
        parts.add((line, e) -> line.append(",\"seconds\":").append(seconds(e.nanos())));
        parts.add(field("referer", e -> e.header(Headers.REFERER)));
        parts.add(field("user_agent", e -> e.header(Headers.USER_AGENT)));
        Part id = field("request_id", AccessLogEntry::requestId);
        parts.add((line, e) -> {
            if (!e.requestId().isEmpty()) {
                id.add(line, e);
            }
        });
        parts.add((line, e) -> line.append(",\"pid\":").append(pid).append('}'));
        return new AccessLogFormat(parts, Optional.empty());
    }

    private static Part field(String name, Text text) {
        String key = ",\"" + name + "\":\"";
        return (line, entry) -> {
            line.append(key);
            String value = text.of(entry);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    line.append('\\').append(c);
                } else if (c >= ' ' && c < 0x7f) {
                    line.append(c);
                } else {
                    line.append("\\u").append(HexFormat.of().toHexDigits(c));
                }
            }
            line.append('"');
        };
    }

    /** The form of time that gunicorn, Apache and Tomcat have in common. */
    static SimpleDateFormat commonTime() {
        return new SimpleDateFormat("[" + COMMON_TIME + "]", Locale.ENGLISH);
    }

    /** The time of the line, in the common form. */
    static Part clock() {
        return new Clock()::add;
    }

    /** Makes its text once a second. */
    private static final class Clock {
        private record Tick(long second, String text) {}

        private volatile Tick tick = new Tick(-1, "");

        void add(StringBuilder line, AccessLogEntry entry) {
            long second = System.currentTimeMillis() / 1000;
            Tick current = tick;
            if (current.second() != second) {
                ZonedDateTime time = Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault());
                current = new Tick(second, "[" + CLF.format(time) + "]");
                tick = current;
            }
            line.append(current.text());
        }
    }
}
