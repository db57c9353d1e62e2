package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads cookies as Tomcat's Rfc6265CookieProcessor does: only a semicolon separates them, values are UTF-8 and may have
 * characters such as "/" and "=", and one that is malformed is left out. Undertow would cut values off and keep one of
 * the cookies of a name. All are kept here, in the order in which the client sends those of a name: first the one of the
 * longest path (RFC 6265, 5.4).
 */
final class RequestCookies implements HttpHandler {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

    private final HttpHandler next;

    RequestCookies(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HeaderValues headers = exchange.getRequestHeaders().get(Headers.COOKIE);
        if (headers != null) {
            List<String> lines = List.copyOf(headers);
            exchange.getRequestHeaders().remove(Headers.COOKIE);
            // Undertow parses the header at the first question, and there is none.
            exchange.requestCookies();
            exchange.getRequestHeaders().putAll(Headers.COOKIE, lines);
            List<Cookie> cookies = new ArrayList<>();
            lines.forEach(line -> parse(line, cookies));
            cookies.forEach(exchange::setRequestCookie);
        }
        next.handleRequest(exchange);
    }

    /** Adds the cookies of a header to the list. */
    static void parse(String header, List<Cookie> cookies) {
        int start = 0;
        while (start < header.length()) {
            int end = header.indexOf(';', start);
            if (end < 0) {
                end = header.length();
            }
            parseOne(header.substring(start, end), cookies);
            start = end + 1;
        }
    }

    private static void parseOne(String pair, List<Cookie> cookies) {
        int equals = pair.indexOf('=');
        String name = trim(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : trim(pair.substring(equals + 1));
        if (isName(name) && isValue(value)) {
            cookies.add(new SentCookie(name, decoded(value)));
        }
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
            start++;
        }
        while (end > start && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
            end--;
        }
        return text.substring(start, end);
    }

    /** A token (RFC 9110, 5.6.2). */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0);
    }

    /** Octets of a cookie (RFC 6265, 4.1.1) and what is beyond ASCII, in quotes or not. */
    private static boolean isValue(String value) {
        int start = 0;
        int end = value.length();
        if (end > 1 && value.startsWith("\"") && value.endsWith("\"")) {
            start++;
            end--;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == ',' || c == '\\' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Undertow makes a character of each byte. */
    private static String decoded(String value) {
        return value.chars().allMatch(c -> c < 0x80)
                ? value
                : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
