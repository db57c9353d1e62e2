package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.junicorn.container.Refused;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.LimitLog;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Refuses bodies that are longer than the operator wants, with 413: at once if the head says so, else when it is found
 * out. The application then gets an exception, and its client 413 all the same if nothing of the response was sent.
 */
final class BodyLimit implements HttpHandler {
    private final long limit;
    private final HttpHandler next;
    private final LimitLog log = new LimitLog();

    BodyLimit(long limit, HttpHandler next) {
        this.limit = limit;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        long length = exchange.getRequestContentLength();
        if (length > limit) {
            String excess = "the request's body has " + length + " bytes; max_body_size = " + limit;
            log.refused(exchange, excess);
            Request.of(exchange).refused(Refused.BODY);
            exchange.setPersistent(false);
            ErrorReport.send(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, excess);
            return;
        }
        if (length < 0 && !exchange.isRequestComplete()) {
            exchange.addRequestWrapper((factory, counted) -> new Counter(factory.create(), counted));
        }
        next.handleRequest(exchange);
    }

    private final class Counter extends AbstractStreamSourceConduit<StreamSourceConduit> {
        private final HttpServerExchange exchange;
        private long total;

        Counter(StreamSourceConduit next, HttpServerExchange exchange) {
            super(next);
            this.exchange = exchange;
        }

        private int counted(int count) throws IOException {
            total += Math.max(0, count);
            if (total <= limit) {
                return count;
            }
            String excess = "the request's body has more than " + limit + " bytes; max_body_size = " + limit;
            Request request = Request.of(exchange);
            if (request.refused(Refused.BODY)) {
                log.refused(exchange, excess);
                exchange.setPersistent(false);
                request.answerInstead(StatusCodes.REQUEST_ENTITY_TOO_LARGE, excess);
            }
            throw new IOException(excess);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return counted(next.read(target));
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                if (targets[i].hasRemaining()) {
                    return read(targets[i]);
                }
            }
            return 0;
        }

        @Override
        public long transferTo(long position, long count, FileChannel target) throws IOException {
            return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
        }

        @Override
        public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
            return Conduits.transfer(this, count, through, target);
        }
    }
}
