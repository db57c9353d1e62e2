package org.junicorn.container.shaping;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junicorn.container.Networks;
import org.junicorn.container.deploy.RequestIdentity;

/**
 * Gives each request an id: the one that a trusted peer sends, else 32 random hexadecimal digits (as nginx: $request_id).
 * The request's header, the response's header and {@link RequestIdentity} have it, whatever the client sent.
 */
final class RequestIds implements HttpHandler {
    /** What a log or a header can take without being quoted, and of a length that nobody minds. */
    private static final Pattern ACCEPTABLE = Pattern.compile("[0-9A-Za-z._~+/=:@-]{1,128}");

    private final HttpString header;
    private final Networks trusted;
    private final ResponseCommitListener answer = this::answer;
    private final HttpHandler next;

    RequestIds(String header, List<String> peers, HttpHandler next) {
        this.header = new HttpString(header);
        this.trusted = Networks.parse(peers);
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String sent = exchange.getRequestHeaders().getFirst(header);
        String id = sent != null && trusts(exchange) && ACCEPTABLE.matcher(sent).matches() ? sent : generated();
        exchange.putAttachment(RequestIdentity.KEY, id);
        exchange.getRequestHeaders().put(header, id);
        exchange.addResponseCommitListener(answer);
        next.handleRequest(exchange);
    }

    private void answer(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(header, exchange.getAttachment(RequestIdentity.KEY));
    }

    /** Whoever is connected, not whom a header names. A peer on a Unix socket was let in by the file system. */
    private boolean trusts(HttpServerExchange exchange) {
        SocketAddress peer = exchange.getConnection().getPeerAddress();
        return !(peer instanceof InetSocketAddress inet)
                || inet.getAddress() != null && trusted.contains(inet.getAddress());
    }

    private static String generated() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
