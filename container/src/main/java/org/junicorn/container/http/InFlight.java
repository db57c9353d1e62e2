package org.junicorn.container.http;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.ConduitFactory;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Optional;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Counts the requests in flight, and says {@code Connection: close} on the last response of a connection. A request is
 * counted first and the drain gate is looked at last, when its response begins: none slips through in between.
 */
final class InFlight implements HttpHandler {
    private final Scorecard scorecard;
    private final DrainGate gate;
    private final boolean keepAlive;
    private final int requestsPerConnection;
    private final boolean rehearsed;
    private final HttpHandler next;
    private final ConduitWrapper<StreamSinkConduit> commit = this::commit;

    /** @param requestsPerConnection 0: any number */
    InFlight(Scorecard scorecard, DrainGate gate, Duration keepAlive, int requestsPerConnection, HttpHandler next) {
        this(scorecard, gate, keepAlive, requestsPerConnection, false, next);
    }

    private InFlight(
            Scorecard scorecard,
            DrainGate gate,
            Duration keepAlive,
            int requestsPerConnection,
            boolean rehearsed,
            HttpHandler next) {
        this.rehearsed = rehearsed;
        this.requestsPerConnection = requestsPerConnection == 0 ? Integer.MAX_VALUE : requestsPerConnection;
        this.scorecard = scorecard;
        this.gate = gate;
        this.keepAlive = !keepAlive.isZero();
        this.next = next;
    }

    /** For requests that warm the application up: they are counted nowhere. */
    static InFlight rehearsed(Duration keepAlive, HttpHandler next) {
        return new InFlight(Scorecard.NONE, new DrainGate(), keepAlive, 0, true, next);
    }

    /** Whether its requests only warm the application up. */
    boolean isRehearsed() {
        return rehearsed;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ClientConnection connection = ClientConnection.of(exchange);
        Request request = new Request(exchange, connection, this);
        scorecard.requestStarted();
        connection.begin(request);
        if (worn(connection)) {
            connection.wearOut();
        }
        if (!exchange.isRequestComplete()) {
            Http2Stream.of(exchange).ifPresent(stream -> exchange.addRequestWrapper(stream::receive));
        }
        exchange.addExchangeCompleteListener(request);
        exchange.addResponseWrapper(commit);
        next.handleRequest(exchange);
    }

    /** On the thread that begins the response, before its head is made. */
    private StreamSinkConduit commit(ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
        Optional<Http2Stream> stream = Http2Stream.of(exchange);
        if (stream.isPresent()) {
            return stream.get().begin(factory.create()); // its connection says by itself that it ends
        }
        if (hasTrailers(exchange) && !exchange.isHttp10()) {
            // Undertow would end the body with the connection, if that is to be closed.
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        if (exchange.isUpgrade()) {
            return factory.create(); // the connection goes on under another protocol
        }
        if ((gate.draining() || !keepAlive || worn(ClientConnection.of(exchange))) && !pipelined(exchange)) {
            exchange.setPersistent(false);
        } else if (exchange.isPersistent() && exchange.isHttp10()) {
            // An HTTP/1.0 client must be told that it got what it asked for (RFC 9112, C.2.2).
            exchange.getResponseHeaders().put(Headers.CONNECTION, "keep-alive");
        }
        return factory.create();
    }

    private static boolean hasTrailers(HttpServerExchange exchange) {
        return exchange.getAttachment(HttpAttachments.RESPONSE_TRAILER_SUPPLIER) != null
                && !exchange.getResponseHeaders().contains(Headers.CONTENT_LENGTH);
    }

    private boolean worn(ClientConnection connection) {
        return connection.requests() >= requestsPerConnection;
    }

    /** Whether a further request was read along with this one: then that one's response may be the last. */
    private static boolean pipelined(HttpServerExchange exchange) {
        return exchange.isRequestComplete()
                && ((AbstractServerConnection) exchange.getConnection()).getExtraBytes() != null;
    }

    void waited(long nanos) {
        scorecard.queueWaited(nanos);
    }

    void forwarded() {
        scorecard.requestForwarded();
    }

    void refused(Refused reason) {
        scorecard.refused(reason);
    }

    void finished(String method, int status, long nanos) {
        scorecard.requestFinished(method, status, nanos);
    }
}
