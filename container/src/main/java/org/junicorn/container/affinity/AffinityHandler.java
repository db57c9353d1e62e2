package org.junicorn.container.affinity;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junicorn.container.session.StoreUnavailableException;

/**
 * Sends a request on if another worker must answer it. A request that names no session is not delayed by more than that
 * question; one that came from another worker is answered here, whatever the store says, so that none can go in circles.
 */
final class AffinityHandler implements HttpHandler {
    private final HttpHandler next;
    private final OwnerOf ownerOf;
    private final Forwarder forwarder;
    private final Executor lookups;

    /** @param lookups runs what may block */
    AffinityHandler(HttpHandler next, OwnerOf ownerOf, Forwarder forwarder, Executor lookups) {
        this.next = next;
        this.ownerOf = ownerOf;
        this.forwarder = forwarder;
        this.lookups = lookups;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!ownerOf.namesSession(exchange) || Origin.isForwarded(exchange)) {
            next.handleRequest(exchange);
        } else if (exchange.isInIoThread() && ownerOf.mayBlock()) {
            exchange.dispatch(lookups, this::route);
        } else {
            route(exchange);
        }
    }

    private void route(HttpServerExchange exchange) throws Exception {
        Optional<String> owner;
        try {
            owner = ownerOf.ownerOf(exchange);
        } catch (StoreUnavailableException e) {
            // Perhaps the application does not ask for the session; if it does, that fails again.
            owner = Optional.empty();
        }
        if (owner.isEmpty()) {
            next.handleRequest(exchange);
        } else {
            String there = owner.get();
            forwarder.forward(exchange, there, unsent -> orphaned(unsent, there));
        }
    }

    /** On the I/O thread, as a request that has just come. */
    private void orphaned(HttpServerExchange exchange, String owner) throws Exception {
        if (ownerOf.mayBlock()) {
            exchange.dispatch(lookups, (HttpHandler) unsent -> answerHere(unsent, owner));
        } else {
            answerHere(exchange, owner);
        }
    }

    private void answerHere(HttpServerExchange exchange, String owner) throws Exception {
        ownerOf.ownerGone(exchange, owner);
        next.handleRequest(exchange);
    }
}
