package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered to a {@link Question}, as far as it can be compared: without what differs from run to run, and
 * of an error page that is the server's own only its title.
 *
 * @param parts by name: {@code status}, a header's name, {@code framing}, {@code body}; with the number of the request
 *     in front if it is not the first
 */
record Answers(Map<String, String> parts) {
    private static final List<String> HEADERS = List.of(
            "Content-Type",
            "Content-Language",
            "Content-Encoding",
            "Content-Disposition",
            "Location",
            "ETag",
            "Last-Modified",
            "Cache-Control",
            "Expires",
            "Pragma",
            "Allow",
            "Set-Cookie",
            "WWW-Authenticate",
            "Accept-Ranges",
            "Content-Range",
            "Vary",
            "Retry-After",
            "Trailer",
            "X-Powered-By",
            "Server");

    /** Statuses after which Tomcat closes the connection, also if the application chose them. */
    private static final Set<Integer> CLOSING = Set.of(400, 408, 411, 413, 414, 500, 501, 503);

    private static final Pattern SESSION = Pattern.compile("(?i)JSESSIONID=([0-9A-Za-z._-]+)");
    private static final Pattern ERROR_PAGE = Pattern.compile("<h1>(HTTP Status [^<]*)</h1>");

    static Answers to(Question question, Address address) {
        Map<String, String> parts = new LinkedHashMap<>();
        Map<String, String> earlier = new HashMap<>();
        Http.Connection connection = null;
        try {
            for (int i = 0; i < question.requests().size(); i++) {
                String prefix = i == 0 ? "" : i + 1 + " ";
                String request = question.requests().get(i);
                try {
                    if (connection == null) {
                        connection = Http.Connection.open(address);
                    }
                    connection.sendRaw(Question.bytes(request, earlier));
                    Http.Response response = connection.receive(Question.method(request));
                    describe(response, Question.method(request), prefix, parts);
                    remember(response, earlier);
                    if (response.announcesClose()) {
                        connection.close();
                        connection = null;
                    }
                } catch (HttpFailure e) {
                    parts.put(prefix + "status", "none, " + e.phase());
                    if (connection != null) {
                        connection.close();
                        connection = null;
                    }
                }
            }
        } finally {
            if (connection != null) {
                connection.close();
            }
        }
        return new Answers(parts);
    }

    private static void describe(Http.Response response, String method, String prefix, Map<String, String> parts) {
        Matcher errorPage = ERROR_PAGE.matcher(response.text());
        boolean ownPage = response.status() >= 400
                && (errorPage.find()
                        || method.equals("HEAD")
                                && response.header("content-language").equals("en"));
        parts.put(prefix + "status", String.valueOf(response.status()));
        for (String name : HEADERS) {
            put(parts, prefix + name, meaning(name, response.header(name.toLowerCase(Locale.ROOT))));
        }
        response.headers().forEach((name, value) -> {
            if (name.startsWith("x-") && !name.equals("x-powered-by")) {
                put(parts, prefix + name, value);
            }
        });
        if (!CLOSING.contains(response.status())) {
            put(parts, prefix + "Connection", response.announcesClose() ? "close" : "");
        }
        if (ownPage) {
            put(parts, prefix + "body", errorPage.reset().find() ? errorPage.group(1) : "");
        } else {
            if (method.equals("HEAD") || response.bytes().length > 0) {
                put(parts, prefix + "framing", framing(response, method));
            }
            put(parts, prefix + "body", withoutSession(new String(response.bytes(), ISO_8859_1)));
        }
    }

    /** Without what says the same in another way: spaces in a media type, the order of a cookie's attributes, moments. */
    private static String meaning(String header, String value) {
        return switch (header) {
            case "Content-Type" -> value.replaceAll("; +", ";").replaceAll("(?i)charset=utf-8", "charset=utf-8");
            case "Set-Cookie" -> {
                String[] attributes =
                        value.replaceAll("Expires=[^;]+GMT", "Expires=DATE").split("; ");
                Arrays.sort(attributes, 1, attributes.length);
                yield String.join("; ", attributes);
            }
            default -> value;
        };
    }

    private static String framing(Http.Response response, String method) {
        String length = response.header("content-length");
        String coding = response.header("transfer-encoding");
        if (!coding.isEmpty() || length.isEmpty()) {
            return coding;
        }
        // The length of a body is seen with the body.
        return method.equals("HEAD") ? "length " + length : "length";
    }

    private static void put(Map<String, String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.put(name, withoutSession(value));
        }
    }

    private static String withoutSession(String text) {
        Matcher session = SESSION.matcher(text);
        return session.find()
                ? text.replace(session.group(1), "ID" + session.group(1).length())
                : text;
    }

    private static void remember(Http.Response response, Map<String, String> earlier) {
        Matcher session = SESSION.matcher(response.header("set-cookie"));
        if (session.find()) {
            earlier.put("session", session.group(1));
        }
        Map.of("etag", "etag", "last-modified", "modified", "location", "location")
                .forEach((header, name) -> {
                    if (!response.header(header).isEmpty()) {
                        earlier.put(name, response.header(header));
                    }
                });
    }

    /** The names of the parts that are not the same, sorted. */
    Set<String> differences(Answers other) {
        Set<String> names = new TreeSet<>();
        Set<String> all = new TreeSet<>(parts.keySet());
        all.addAll(other.parts.keySet());
        for (String name : all) {
            if (!parts.getOrDefault(name, "").equals(other.parts.getOrDefault(name, ""))) {
                names.add(name);
            }
        }
        return names;
    }

    String part(String name) {
        return parts.getOrDefault(name, "(none)");
    }
}
