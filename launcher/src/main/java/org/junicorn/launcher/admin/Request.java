package org.junicorn.launcher.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read from its connection. Its body, which nobody needs, was read and forgotten.
 *
 * @param path without the query, as it was sent
 * @param query by name, as it was sent
 * @param headers by name in lower case; of several alike the last
 */
record Request(String method, String path, Map<String, String> query, Map<String, String> headers) {
    private static final int MOST_HEAD = 8 * 1024;
    private static final int MOST_BODY = 64 * 1024;

    /** What was sent is no request, or too large a one. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Reads a request; empty if the client has sent nothing and closed its connection. */
    static Optional<Request> read(InputStream in) throws IOException, RefusedException {
        String head = head(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = head.split("\r\n");
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[1].startsWith("/") || !words[2].matches("HTTP/1\\.[01]")) {
            throw new RefusedException(400, "this is not a request of HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new RefusedException(400, "a header field has no colon");
            }
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        skipBody(in, headers);
        int mark = words[1].indexOf('?');
        return Optional.of(new Request(
                words[0],
                mark < 0 ? words[1] : words[1].substring(0, mark),
                mark < 0 ? Map.of() : query(words[1].substring(mark + 1)),
                headers));
    }

    /** Up to the empty line, which is left out. */
    private static String head(InputStream in) throws IOException, RefusedException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(512);
        int ended = 0; // how much of CR LF CR LF was seen last
        while (ended < 4) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new RefusedException(400, "the request is incomplete");
            }
            if (head.size() == MOST_HEAD) {
                throw new RefusedException(431, "the request's head has more than " + MOST_HEAD + " bytes");
            }
            head.write(next);
            if (next == (ended % 2 == 0 ? '\r' : '\n')) {
                ended++;
            } else {
                ended = next == '\r' ? 1 : 0;
            }
        }
        return head.toString(ISO_8859_1);
    }

    private static void skipBody(InputStream in, Map<String, String> headers) throws IOException, RefusedException {
        if (headers.containsKey("transfer-encoding")) {
            throw new RefusedException(411, "a body needs a Content-Length here");
        }
        String length = headers.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,9}")) {
            throw new RefusedException(400, "the Content-Length is not a number");
        }
        if (Integer.parseInt(length) > MOST_BODY) {
            throw new RefusedException(413, "the body has more than " + MOST_BODY + " bytes");
        }
        in.skipNBytes(Integer.parseInt(length));
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String part : text.split("&")) {
            int equals = part.indexOf('=');
            query.put(equals < 0 ? part : part.substring(0, equals), equals < 0 ? "" : part.substring(equals + 1));
        }
        return query;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
