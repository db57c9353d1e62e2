package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Behind rules: what they have made of a path is normalised and escaped, since pieces of the request may have come into
 * it, as in {@code rewrite('/page/%{q,name}')}. A request that was not rewritten passes as it is. Does not block.
 */
final class Rewritten implements HttpHandler {
    private static final AttachmentKey<Target> SENT = AttachmentKey.create(Target.class);

    /** Beside letters and digits: what may be in a path as it is (RFC 3986, 3.3). */
    private static final String PLAIN = "/-._~!$&'()*+,=:@";

    private final HttpHandler next;

    private record Target(String uri, String query) {}

    Rewritten(HttpHandler next) {
        this.next = next;
    }

    /** In front of the rules. */
    static HttpHandler noting(HttpHandler rules) {
        return exchange -> {
            exchange.putAttachment(SENT, new Target(exchange.getRequestURI(), exchange.getQueryString()));
            rules.handleRequest(exchange);
        };
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Target sent = exchange.getAttachment(SENT);
        boolean same =
                sent.uri().equals(exchange.getRequestURI()) && sent.query().equals(exchange.getQueryString());
        if (same || rewrite(exchange, exchange.getRelativePath())) {
            next.handleRequest(exchange);
        } else {
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, "The path that the request leads to is malformed.");
        }
    }

    /** False if that is no path. */
    private static boolean rewrite(HttpServerExchange exchange, String path) {
        Optional<String> normal = normal(path);
        String query = exchange.getQueryString();
        if (normal.isEmpty() || hasControls(query)) {
            return false;
        }
        if (!query.equals(exchange.getAttachment(SENT).query())) {
            // Undertow's "rewrite" leaves the question mark there.
            exchange.setQueryString((query.startsWith("?") ? query.substring(1) : query).replace(" ", "%20"));
        }
        String whole = exchange.getResolvedPath() + normal.get();
        exchange.setRelativePath(normal.get());
        exchange.setRequestPath(whole);
        exchange.setRequestURI(escaped(whole), false);
        return true;
    }

    /** Resolves empty segments, "." and ".."; empty if that leads above the root, or the path has control characters. */
    static Optional<String> normal(String path) {
        if (hasControls(path)) {
            return Optional.empty();
        }
        Deque<String> segments = new ArrayDeque<>();
        boolean folder = false;
        for (String segment : path.split("/", -1)) {
            folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!folder) {
                segments.addLast(segment);
            }
        }
        String normal = "/" + String.join("/", segments);
        return Optional.of(folder && !segments.isEmpty() ? normal + "/" : normal);
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7f);
    }

    /** A decoded path as it is sent. */
    static String escaped(String path) {
        StringBuilder escaped = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
