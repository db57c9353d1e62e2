package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Limits a body of unknown length while it is parsed: Undertow's own limit does not take effect for every chunked body.
 */
final class BodyLimit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final HttpServerExchange exchange;
    private long left;

    private BodyLimit(StreamSourceConduit next, HttpServerExchange exchange, long limit) {
        super(next);
        this.exchange = exchange;
        this.left = limit;
    }

    /** Before anything of the body is read. */
    static void of(HttpServerExchange exchange, long limit) {
        exchange.addRequestWrapper((factory, wrapped) -> new BodyLimit(factory.create(), wrapped, limit));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return (int) count(next.read(target));
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return count(next.read(targets, offset, length));
    }

    private long count(long read) throws RequestTooBigException {
        left -= Math.max(0, read);
        if (left < 0) {
            exchange.setPersistent(false);
            throw new RequestTooBigException("the body is longer than allowed");
        }
        return read;
    }
}
