package org.junicorn.container.login;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.ImmediatePooledByteBuffer;
import io.undertow.util.Methods;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request that was put aside until its sender has logged in (Servlet 6.1, 13.6.3).
 *
 * @param path within the context, normalised
 * @param target path and query as they were sent, beginning with one slash
 * @param headers by name
 * @param body empty if there was none
 * @param timeout seconds that the session lasted before it was cut short; -1 if it was not
 */
record SavedRequest(
        String method, String path, String target, Map<String, List<String>> headers, byte[] body, int timeout)
        implements Serializable {

    /** Those of the later request count: it is about this connection and this session. */
    private static final Set<HttpString> KEPT = Set.of(Headers.CONNECTION, Headers.COOKIE, Headers.HOST);

    /** They do not fit the body as it is given back. */
    private static final Set<HttpString> LEFT_OUT =
            Set.of(Headers.CONTENT_LENGTH, Headers.TRANSFER_ENCODING, Headers.EXPECT, Headers.TRAILER, Headers.UPGRADE);

    /** The browser does not expect to hear that a form's answer has not changed. */
    private static final Set<HttpString> CONDITIONS = Set.of(Headers.IF_MODIFIED_SINCE, Headers.IF_NONE_MATCH);

    /**
     * Reads a request to its end, if its body is kept.
     *
     * @param mostBytes how long its body may be; 0: it is left out, whatever its length (Tomcat: {@code
     *     maxSavePostSize})
     * @return empty if its body is too long
     */
    static Optional<SavedRequest> of(HttpServerExchange exchange, int mostBytes, int timeout) throws IOException {
        if (mostBytes > 0 && exchange.getRequestContentLength() > mostBytes) {
            return Optional.empty();
        }
        byte[] body = new byte[0];
        if (mostBytes > 0 && !exchange.isRequestComplete()) {
            InputStream in = exchange.getInputStream();
            body = in.readNBytes(mostBytes + 1);
            if (body.length > mostBytes) {
                return Optional.empty();
            }
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (HeaderValues header : exchange.getRequestHeaders()) {
            HttpString name = header.getHeaderName();
            if (!KEPT.contains(name) && !LEFT_OUT.contains(name) && !CONDITIONS.contains(name)) {
                headers.put(name.toString(), new ArrayList<>(header));
            }
        }
        String target = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int path = target.indexOf('/', target.indexOf("://") + 3);
            target = path < 0 ? "/" : target.substring(path);
        }
        // Two slashes at the beginning would lead to another host.
        target = target.replaceFirst("^/+", "/");
        String query = exchange.getQueryString();
        return Optional.of(new SavedRequest(
                exchange.getRequestMethod().toString(),
                exchange.getRelativePath(),
                query.isEmpty() ? target : target + "?" + query,
                headers,
                body,
                timeout));
    }

    /** Makes this request of a later one for the same target, which has no body. */
    void restore(HttpServerExchange exchange) {
        HeaderMap current = exchange.getRequestHeaders();
        Set<HttpString> gone = new HashSet<>(current.getHeaderNames());
        gone.removeAll(KEPT);
        gone.forEach(current::remove);
        headers.forEach((name, values) -> current.putAll(new HttpString(name), values));
        exchange.setRequestMethod(new HttpString(method));
        if (body.length > 0) {
            current.put(Headers.CONTENT_LENGTH, body.length);
            if (!current.contains(Headers.CONTENT_TYPE)
                    && exchange.getRequestMethod().equals(Methods.POST)) {
                current.put(Headers.CONTENT_TYPE, "application/x-www-form-urlencoded");
            }
            PooledByteBuffer buffer = new ImmediatePooledByteBuffer(ByteBuffer.wrap(body));
            Connectors.ungetRequestBytes(exchange, buffer);
        }
    }
}
