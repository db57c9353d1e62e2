package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads requests to the letter of RFC 9112, and shares no code with the server: the judge of where one message ends and
 * the next begins. Where the RFC lets a recipient choose between refusing and repairing, this refuses, except for folded
 * lines, which are joined (5.2), as by Tomcat, whose applications' clients may send them (nginx refuses them).
 */
final class StrictParser {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final byte[] sent;
    private final List<Message> messages = new ArrayList<>();
    private int at;

    /** A request; {@code id} is the value of its field X-Id. */
    record Message(String method, String id, byte[] body) {}

    /**
     * What was sent.
     *
     * @param messages those that are right, in order
     * @param verdict what follows them
     */
    record Reading(List<Message> messages, Verdict verdict) {}

    enum Verdict {
        /** Nothing. */
        END,
        /** Anything: the last message asked for the end of the connection. */
        CLOSED,
        /** A message that a server must not answer as if it were right. */
        WRONG,
        /** A message that is not complete. */
        INCOMPLETE
    }

    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private StrictParser(byte[] sent) {
        this.sent = sent;
    }

    static Reading read(byte[] sent) {
        StrictParser parser = new StrictParser(sent);
        return new Reading(parser.messages, parser.verdict());
    }

    private Verdict verdict() {
        try {
            for (; ; ) {
                // 2.2: a server should ignore at least one empty line before a request.
                while (at + 1 < sent.length && sent[at] == '\r' && sent[at + 1] == '\n') {
                    at += 2;
                }
                if (at == sent.length) {
                    return Verdict.END;
                }
                if (message()) {
                    return Verdict.CLOSED;
                }
            }
        } catch (Wrong e) {
            return Verdict.WRONG;
        } catch (Incomplete e) {
            return Verdict.INCOMPLETE;
        }
    }

    /** Up to CR LF; a CR or LF alone is wrong. */
    private String line() throws Wrong, Incomplete {
        int start = at;
        while (at < sent.length) {
            if (sent[at] == '\n') {
                throw new Wrong();
            }
            if (sent[at] == '\r') {
                if (at + 1 == sent.length) {
                    throw new Incomplete();
                }
                if (sent[at + 1] != '\n') {
                    throw new Wrong();
                }
                String line = new String(sent, start, at - start, ISO_8859_1);
                at += 2;
                return line;
            }
            at++;
        }
        throw new Incomplete();
    }

    /** Whether the connection ends with it. */
    private boolean message() throws Wrong, Incomplete {
        String[] parts = line().split(" ", -1);
        must(parts.length == 3 && isToken(parts[0]) && !parts[1].isEmpty());
        must(parts[1].chars().allMatch(c -> c > ' ' && c != 0x7f));
        boolean old = parts[2].equals("HTTP/1.0");
        // A higher minor version is read as 1.1 (RFC 9110, 6.2). Undertow's parser does the same with other major ones
        // and forgets which it was; nginx answers 400 or 505, Tomcat 505. Where a message ends does not depend on it.
        must(old || parts[2].matches("HTTP/[0-9]\\.[0-9]"));
        List<String> hosts = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<String> lengths = new ArrayList<>();
        List<String> codings = new ArrayList<>();
        boolean close = false;
        boolean keep = false;
        for (String field = field(); !field.isEmpty(); field = field()) {
            int colon = field.indexOf(':');
            must(colon > 0 && isToken(field.substring(0, colon)));
            String value = trimmed(field.substring(colon + 1));
            must(isValue(value));
            switch (field.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "host" -> hosts.add(value);
                case "x-id" -> ids.add(value);
                case "content-length" -> lengths.add(value);
                case "transfer-encoding" -> codings.add(value);
                case "connection" -> {
                    for (String option : value.split(",")) {
                        close |= trimmed(option).equalsIgnoreCase("close");
                        keep |= trimmed(option).equalsIgnoreCase("keep-alive");
                    }
                }
                default -> {
                    // Does not matter for where it ends.
                }
            }
        }
        must(hosts.size() == 1 || old && hosts.isEmpty());
        // RFC 9112, 3.2.2 lets a server ignore Host here, but nobody should have to guess. Undertow refuses it in front
        // of our handlers and discards the body first: if that is chunked and malformed, it closes without an answer.
        must(!parts[1].startsWith("http://") || hosts.stream().allMatch(parts[1]::contains));
        byte[] body = new byte[0];
        if (!codings.isEmpty()) {
            must(!old
                    && lengths.isEmpty()
                    && codings.size() == 1
                    && codings.get(0).equalsIgnoreCase("chunked"));
            body = chunks();
        } else if (!lengths.isEmpty()) {
            must(lengths.size() == 1 && lengths.get(0).matches("[0-9]+"));
            body = bytes(length(lengths.get(0)));
        }
        messages.add(new Message(parts[0], ids.isEmpty() ? "" : ids.get(0), body));
        return close || old && !keep;
    }

    private static long length(String digits) {
        String plain = digits.replaceFirst("^0+(?=.)", "");
        return plain.length() > 18 ? Long.MAX_VALUE : Long.parseLong(plain);
    }

    /** A line of the head, with those that continue it. */
    private String field() throws Wrong, Incomplete {
        String field = line();
        while (!field.isEmpty() && at < sent.length && (sent[at] == ' ' || sent[at] == '\t')) {
            field += " " + trimmed(line());
        }
        return field;
    }

    private byte[] chunks() throws Wrong, Incomplete {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (; ; ) {
            String line = line();
            int semicolon = line.indexOf(';');
            String size = semicolon < 0 ? line : line.substring(0, semicolon);
            must(size.matches("[0-9A-Fa-f]{1,15}") && isValue(line));
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                break;
            }
            body.writeBytes(bytes(length));
            must(at == sent.length || sent[at] == '\r');
            must(at + 1 >= sent.length || sent[at + 1] == '\n');
            bytes(2);
        }
        for (String trailer = line(); !trailer.isEmpty(); trailer = line()) {
            int colon = trailer.indexOf(':');
            must(colon > 0 && isToken(trailer.substring(0, colon)) && isValue(trailer.substring(colon + 1)));
        }
        return body.toByteArray();
    }

    private byte[] bytes(long count) throws Incomplete {
        if (count > sent.length - at) {
            throw new Incomplete();
        }
        byte[] bytes = new byte[(int) count];
        System.arraycopy(sent, at, bytes, 0, bytes.length);
        at += bytes.length;
        return bytes;
    }

    private static String trimmed(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c < 0x7f && Character.isLetterOrDigit(c) || c < 0x7f && TOKEN.indexOf(c) >= 0);
    }

    private static boolean isValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t');
    }

    private static void must(boolean right) throws Wrong {
        if (!right) {
            throw new Wrong();
        }
    }
}
