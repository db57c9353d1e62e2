package org.junicorn.container.shaping;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junicorn.container.deploy.AcceptEncoding;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Compresses responses that are worth it (Tomcat: compression="on", with its types and its least size). What is coded
 * already, a part of something, or must not be changed is left alone. Whatever could have been compressed says {@code Vary}.
 * Other than Tomcat, which leaves responses with a strong entity tag alone, the tag is made weak (as nginx does): the bytes
 * differ, the content does not.
 */
final class Compression implements HttpHandler, ConduitWrapper<StreamSinkConduit> {
    private static final HttpString DIGEST = new HttpString("Digest");
    private static final HttpString CONTENT_DIGEST = new HttpString("Content-Digest");
    private static final HttpString REPR_DIGEST = new HttpString("Repr-Digest");

    private final List<Coding> codings;
    private final long least;
    private final List<String> types;
    private final HttpHandler next;

    /**
     * @param codings the preferred one first
     * @param least bytes of a body whose length is known
     * @param types beginnings of Content-Type, in lower case
     */
    Compression(List<Coding> codings, long least, List<String> types, HttpHandler next) {
        this.codings = codings;
        this.least = least;
        this.types = types;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.addResponseWrapper(this);
        next.handleRequest(exchange);
    }

    /** On the thread that begins the response, before its head is made. */
    @Override
    public StreamSinkConduit wrap(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        if (exchange.getStatusCode() == StatusCodes.NOT_MODIFIED) {
            Vary.on(exchange, "Accept-Encoding"); // as the whole response would have said (RFC 9110, 15.4.5)
            return factory.create();
        }
        if (!compressible(exchange, headers)) {
            return factory.create();
        }
        Vary.on(exchange, "Accept-Encoding");
        HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
        Optional<Coding> coding =
                accepted == null ? Optional.empty() : new AcceptEncoding(accepted).best(codings, Coding::name);
        if (coding.isEmpty()) {
            return factory.create();
        }
        headers.put(Headers.CONTENT_ENCODING, coding.get().name());
        headers.remove(Headers.CONTENT_LENGTH);
        headers.remove(Headers.ACCEPT_RANGES); // they would count other bytes
        String tag = headers.getFirst(Headers.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            headers.put(Headers.ETAG, "W/" + tag);
        }
        return exchange.getRequestMethod().equals(Methods.HEAD)
                ? factory.create()
                : coding.get().wrapper().wrap(factory, exchange);
    }

    private boolean compressible(HttpServerExchange exchange, HeaderMap headers) {
        int status = exchange.getStatusCode();
        long length = exchange.getResponseContentLength();
        String control = headers.getFirst(Headers.CACHE_CONTROL);
        return status >= StatusCodes.OK
                && status != StatusCodes.NO_CONTENT
                && status != StatusCodes.RESET_CONTENT
                && status != StatusCodes.PARTIAL_CONTENT
                && !exchange.isUpgrade()
                && (length < 0 || length >= least && length > 0)
                && !headers.contains(Headers.CONTENT_ENCODING)
                && !headers.contains(Headers.CONTENT_RANGE)
                && !headers.contains(DIGEST)
                && !headers.contains(CONTENT_DIGEST)
                && !headers.contains(REPR_DIGEST)
                && !headers.contains(Headers.CONTENT_MD5)
                && (control == null || !control.toLowerCase(Locale.ROOT).contains("no-transform"))
                && hasType(headers.getFirst(Headers.CONTENT_TYPE));
    }

    private boolean hasType(String type) {
        if (type == null) {
            return false;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return types.stream().anyMatch(lower::startsWith);
    }
}
