package org.junicorn.container.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format of gunicorn's atoms, {@code %(h)s %(l)s %(u)s …}, or the preset {@code json}; compiled once. What a client
 * sends is escaped, so that it cannot forge a line or a field: lines are printable ASCII.
 *
 * <p>gunicorn: access_log_format. Other than there, {@code "}, {@code \} and every character that is not printable are
 * escaped, {@code %(U)s} is the path as it was sent, and {@code %({name}e)s} is an environment variable of the process.
 */
public final class AccessLogFormat {
    /** The name of the preset that writes a JSON object per line. */
    public static final String JSON = "json";

    private static final String ATOMS = "h l u t r m U q H s b B f a T M D L p {name}i {name}o {name}e";
    private static final Pattern ATOM = Pattern.compile("%\\((\\{[^{}]*\\}[ioe]|[A-Za-z])\\)s|%%|%");
    private static final DateTimeFormatter CLF = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private final List<Part> parts;

    /** What a line is made of. */
    record Entry(HttpServerExchange exchange, int status, long bytes, long nanos) {
        String header(HttpString name) {
            return last(exchange.getRequestHeaders(), name);
        }

        String protocol() {
            return exchange.getProtocol().toString();
        }

        String method() {
            return exchange.getRequestMethod().toString();
        }

        String requestLine() {
            String query = exchange.getQueryString();
            if (method().isEmpty()) {
                return "";
            }
            return method() + " " + exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query) + " " + protocol();
        }

        String remote() {
            InetSocketAddress peer = exchange.getSourceAddress();
            return peer == null
                    ? ""
                    : peer.isUnresolved()
                            ? peer.getHostString()
                            : peer.getAddress().getHostAddress();
        }

        /** The name that came with Basic authentication, whether or not anybody has checked it. */
        String user() {
            String credentials = header(Headers.AUTHORIZATION);
            if (!credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
                return "";
            }
            try {
                byte[] decoded =
                        Base64.getDecoder().decode(credentials.substring(6).strip());
                String pair = new String(decoded, StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? "" : pair.substring(0, colon);
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
    }

    /** Adds its part to a line. */
    private interface Part {
        void add(StringBuilder line, Entry entry);
    }

    /** A text of a request; "" if there is none. */
    private interface Text {
        String of(Entry entry);
    }

    private AccessLogFormat(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Compiles a format.
     *
     * @throws IllegalArgumentException if it has something that is no atom, naming it and those that are
     */
    public static AccessLogFormat of(String format) {
        return format.equals(JSON) ? json() : new AccessLogFormat(parse(format));
    }

    String line(Entry entry) {
        StringBuilder line = new StringBuilder(256);
        for (Part part : parts) {
            part.add(line, entry);
        }
        return line.toString();
    }

    private static List<Part> parse(String format) {
        List<Part> parts = new ArrayList<>();
        Matcher atoms = ATOM.matcher(format);
        int end = 0;
        while (atoms.find()) {
            literal(parts, format.substring(end, atoms.start()));
            if (atoms.group().equals("%%")) {
                literal(parts, "%");
            } else if (atoms.group(1) == null) {
                throw unknown(format, format.substring(atoms.start(), Math.min(format.length(), atoms.start() + 8)));
            } else {
                parts.add(part(format, atoms.group(1)));
            }
            end = atoms.end();
        }
        literal(parts, format.substring(end));
        return parts;
    }

    private static IllegalArgumentException unknown(String format, String atom) {
        return new IllegalArgumentException("access_log_format \"" + format + "\": \"" + atom
                + "\" is no atom; write %(x)s with x one of " + ATOMS + ", %% for a percent sign, or \"json\" alone");
    }

    private static void literal(List<Part> parts, String text) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t' || c >= ' ' && c < 0x7f) {
                ascii.append(c);
            } else {
                escape(ascii, c);
            }
        }
        String literal = ascii.toString();
        if (!literal.isEmpty()) {
            parts.add((line, entry) -> line.append(literal));
        }
    }

    private static Part part(String format, String atom) {
        if (atom.startsWith("{")) {
            return named(atom.substring(1, atom.length() - 2), atom.charAt(atom.length() - 1));
        }
        return switch (atom) {
            case "h" -> text(Entry::remote);
            case "l" -> text(entry -> "");
            case "u" -> text(Entry::user);
            case "t" -> new Clock()::add;
            case "r" -> text(Entry::requestLine);
            case "m" -> text(Entry::method);
            case "U" -> text(entry -> entry.exchange().getRequestURI());
            case "q" -> query();
            case "H" -> text(Entry::protocol);
            case "s" -> (line, entry) -> line.append(entry.status());
            case "b", "B" -> (line, entry) -> line.append(entry.bytes());
            case "f" -> text(entry -> entry.header(Headers.REFERER));
            case "a" -> text(entry -> entry.header(Headers.USER_AGENT));
            case "T" -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toSeconds(entry.nanos()));
            case "M" -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toMillis(entry.nanos()));
            case "D" -> (line, entry) -> line.append(TimeUnit.NANOSECONDS.toMicros(entry.nanos()));
            case "L" -> (line, entry) -> line.append(seconds(entry.nanos()));
            case "p" -> pid();
            default -> throw unknown(format, "%(" + atom + ")s");
        };
    }

    private static Part named(String name, char kind) {
        HttpString header = new HttpString(name);
        return switch (kind) {
            case 'i' -> text(entry -> entry.header(header));
            case 'o' -> text(entry -> last(entry.exchange().getResponseHeaders(), header));
            default -> {
                String value = System.getenv(name);
                yield text(entry -> value == null ? "" : value);
            }
        };
    }

    /** A repeated header: the last one, as gunicorn does. */
    private static String last(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null || values.isEmpty() ? "" : values.getLast();
    }

    private static Part query() {
        // Empty and not "-", as gunicorn.
        return (line, entry) -> escape(line, entry.exchange().getQueryString());
    }

    private static Part pid() {
        String pid = "<" + ProcessHandle.current().pid() + ">";
        return (line, entry) -> line.append(pid);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private static Part text(Text text) {
        return (line, entry) -> {
            String value = text.of(entry);
            if (value.isEmpty()) {
                line.append('-');
            } else {
                escape(line, value);
            }
        };
    }

    private static void escape(StringBuilder line, String value) {
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
        parts.add(field("remote", Entry::remote));
        parts.add(field("user", Entry::user));
        parts.add(field("method", Entry::method));
        parts.add(field("path", e -> e.exchange().getRequestURI()));
        parts.add(field("query", e -> e.exchange().getQueryString()));
        parts.add(field("protocol", Entry::protocol));
        parts.add((line, e) -> line.append(",\"status\":").append(e.status()));
        parts.add((line, e) -> line.append(",\"bytes\":").append(e.bytes()));
        parts.add((line, e) -> line.append(",\"seconds\":").append(seconds(e.nanos())));
        parts.add(field("referer", e -> e.header(Headers.REFERER)));
        parts.add(field("user_agent", e -> e.header(Headers.USER_AGENT)));
        parts.add((line, e) -> line.append(",\"pid\":").append(pid).append('}'));
        return new AccessLogFormat(parts);
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

    /** The time of the line, in gunicorn's and Apache's form; made once a second. */
    private static final class Clock {
        private record Tick(long second, String text) {}

        private volatile Tick tick = new Tick(-1, "");

        void add(StringBuilder line, Entry entry) {
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
