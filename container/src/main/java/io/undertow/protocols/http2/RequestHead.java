package io.undertow.protocols.http2;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;

/**
 * What Undertow overlooks in the fields of a request or of its trailers, and what would reach an application otherwise
 * than over HTTP/1.1. Pure.
 */
final class RequestHead {
    private static final List<HttpString> OF_HTTP_1 =
            List.of(new HttpString("keep-alive"), new HttpString("proxy-connection"), Headers.UPGRADE);
    private static final int LONGEST_NUMBER = 18;

    private RequestHead() {}

    /**
     * Makes the head what an application expects.
     *
     * @return whether the request can be served; if not, it is malformed (RFC 9113, 8.1.1)
     */
    static boolean accept(HeaderMap head) {
        if (!legalValues(head) || !legalTarget(head)) {
            return false;
        }
        for (HttpString name : OF_HTTP_1) {
            if (head.contains(name)) {
                return false; // RFC 9113, 8.2.2
            }
        }
        HeaderValues length = head.get(Headers.CONTENT_LENGTH);
        if (length != null && (length.size() > 1 || !number(length.getFirst()))) {
            head.remove(Headers.CONTENT_LENGTH); // which Undertow could not read
            return false;
        }
        joinCookies(head);
        return oneHost(head);
    }

    /** Whether trailers have no fields of the protocol, and no character that none can have. */
    static boolean acceptTrailers(HeaderMap trailers) {
        for (HttpString name : trailers.getHeaderNames()) {
            if (name.byteAt(0) == ':') {
                return false; // RFC 9113, 8.1
            }
        }
        return legalValues(trailers);
    }

    /** RFC 9113, 8.2.1. */
    private static boolean legalValues(HeaderMap head) {
        for (HeaderValues values : head) {
            for (String value : values) {
                for (int i = 0; i < value.length(); i++) {
                    char c = value.charAt(i);
                    if (c == '\r' || c == '\n' || c == 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** RFC 9113, 8.3.1. CONNECT has no path, and this is no proxy. */
    private static boolean legalTarget(HeaderMap head) {
        String path = head.getFirst(Http2Channel.PATH);
        return path != null && (path.startsWith("/") || path.equals("*"));
    }

    private static boolean number(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NUMBER
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Crumbs are one field for whoever reads it (RFC 9113, 8.2.3). */
    private static void joinCookies(HeaderMap head) {
        HeaderValues cookies = head.get(Headers.COOKIE);
        if (cookies != null && cookies.size() > 1) {
            head.put(Headers.COOKIE, String.join("; ", cookies));
        }
    }

    /** Undertow replaces Host by :authority, even if there is none (RFC 9113, 8.3.1). */
    private static boolean oneHost(HeaderMap head) {
        HeaderValues host = head.get(Headers.HOST);
        if (host == null) {
            return true;
        }
        String authority = head.getFirst(Http2Channel.AUTHORITY);
        if (authority == null) {
            if (host.size() == 1) {
                head.put(Http2Channel.AUTHORITY, host.getFirst());
            }
            return host.size() == 1;
        }
        return host.size() == 1 && host.getFirst().equalsIgnoreCase(authority);
    }
}
