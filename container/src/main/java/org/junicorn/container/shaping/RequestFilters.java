package org.junicorn.container.shaping;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.RequestBufferingHandler;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.UnsizedBody;
import org.xnio.channels.StreamSourceChannel;

/**
 * Asks the rules in their order; the first one that holds decides, and without one a request is let through. A body is read
 * only if the head fulfils a rule that asks for one: by an I/O thread, so that a slow client holds no other one. It is
 * looked through on a request thread, and then given back.
 */
final class RequestFilters implements HttpHandler {
    private final List<FilterRule> rules;
    private final int mostBytes;
    private final AtomicLong room;
    private final Function<HttpServerExchange, Executor> threads;
    private final BiConsumer<HttpServerExchange, Runnable> whenEnded;
    private final Scorecard scorecard;
    private final HttpHandler next;

    /**
     * @param mostBytes of a body that is looked through; a longer one is refused
     * @param room bytes that are left for bodies; without it a request is answered 503, since it cannot be let through
     * @param whenEnded runs something when the response is complete or the connection gone
     */
    RequestFilters(
            List<FilterRule> rules,
            int mostBytes,
            AtomicLong room,
            Function<HttpServerExchange, Executor> threads,
            BiConsumer<HttpServerExchange, Runnable> whenEnded,
            Scorecard scorecard,
            HttpHandler next) {
        this.rules = rules;
        this.mostBytes = mostBytes;
        this.room = room;
        this.threads = threads;
        this.whenEnded = whenEnded;
        this.scorecard = scorecard;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        decide(exchange, 0, Optional.empty());
    }

    private void decide(HttpServerExchange exchange, int from, Optional<byte[]> body) throws Exception {
        for (int i = from; i < rules.size(); i++) {
            FilterRule rule = rules.get(i);
            if (!rule.headMatches(exchange)) {
                continue;
            }
            if (!rule.body().isEmpty() && body.isEmpty()) {
                read(exchange, i);
                return;
            }
            if (rule.body().isEmpty() || rule.bodyMatches(body.get())) {
                if (rule.status().isPresent()) {
                    refuse(exchange, Refused.FILTER, rule.status().get(), "");
                } else {
                    next.handleRequest(exchange);
                }
                return;
            }
        }
        next.handleRequest(exchange);
    }

    private void refuse(HttpServerExchange exchange, Refused reason, int status, String message) {
        scorecard.refused(reason);
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false); // nobody reads the rest
        }
        ErrorReport.send(exchange, status, message);
    }

    private void read(HttpServerExchange exchange, int rule) throws Exception {
        if (exchange.getRequestContentLength() > mostBytes) {
            tooLong(exchange);
        } else if (!reserve(exchange)) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, 1);
            refuse(exchange, Refused.OVERLOAD, StatusCodes.SERVICE_UNAVAILABLE, "Too many bodies are being received.");
        } else if (HttpContinue.requiresContinueResponse(exchange)) {
            askForBody(exchange, rule);
        } else {
            buffer(exchange, rule);
        }
    }

    /** Slow clients could fill the memory together otherwise. */
    private boolean reserve(HttpServerExchange exchange) {
        long length = exchange.getRequestContentLength();
        long size = exchange.isRequestComplete() ? 0 : length < 0 ? mostBytes : length;
        if (room.addAndGet(-size) < 0) {
            room.addAndGet(size);
            return false;
        }
        whenEnded.accept(exchange, () -> room.addAndGet(size));
        return true;
    }

    private void askForBody(HttpServerExchange exchange, int rule) throws Exception {
        HttpContinue.ContinueResponseSender asking = HttpContinue.createResponseSender(exchange);
        exchange.getRequestHeaders().remove(Headers.EXPECT); // it is fulfilled
        if (asking.send()) {
            buffer(exchange, rule);
            return;
        }
        exchange.dispatch(threads.apply(exchange), waiting -> {
            do {
                asking.awaitWritable();
            } while (!asking.send());
            buffer(waiting, rule);
        });
    }

    private void buffer(HttpServerExchange exchange, int rule) throws Exception {
        UnsizedBody.watch(exchange);
        int buffers = mostBytes / exchange.getConnection().getByteBufferPool().getBufferSize() + 1;
        new RequestBufferingHandler(
                        buffered -> buffered.dispatch(threads.apply(buffered), dispatched -> look(dispatched, rule)),
                        buffers)
                .handleRequest(exchange);
    }

    /** What is buffered is there at once: it is the whole body, or longer than may be. */
    private void look(HttpServerExchange exchange, int rule) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (!exchange.isRequestComplete()) {
            List<PooledByteBuffer> read = new ArrayList<>();
            StreamSourceChannel channel = exchange.getRequestChannel();
            while (channel != null && body.size() <= mostBytes) {
                PooledByteBuffer pooled =
                        exchange.getConnection().getByteBufferPool().allocate();
                ByteBuffer buffer = pooled.getBuffer();
                int count = channel.read(buffer);
                if (count <= 0) {
                    pooled.close();
                    break;
                }
                buffer.flip();
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                body.writeBytes(bytes);
                read.add(pooled);
            }
            if (!read.isEmpty()) {
                Connectors.ungetRequestBytes(exchange, read.toArray(PooledByteBuffer[]::new));
            }
            Connectors.resetRequestChannel(exchange);
        }
        if (body.size() > mostBytes) {
            tooLong(exchange);
        } else {
            decide(exchange, rule, Optional.of(body.toByteArray()));
        }
    }

    private void tooLong(HttpServerExchange exchange) {
        refuse(
                exchange,
                Refused.BODY,
                StatusCodes.REQUEST_ENTITY_TOO_LARGE,
                "The request's body is longer than the " + mostBytes + " bytes of request_filter_body.");
    }
}
