package org.junicorn.container.deploy;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body of unknown length. What the application leaves of it Undertow reads to its end after the response, to use the
 * connection again; here it ends when that is more than is worth it (Tomcat: {@code maxSwallowSize}), and the connection
 * is closed in an orderly manner.
 *
 * <p>Runs on the thread that reads: the servlet's, or the I/O thread.
 */
final class UnreadBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final AttachmentKey<Boolean> ABANDONED = AttachmentKey.create(Boolean.class);

    private final HttpServerExchange exchange;
    private long left;
    private boolean ended;

    private UnreadBody(StreamSourceConduit next, HttpServerExchange exchange, long limit) {
        super(next);
        this.exchange = exchange;
        this.left = limit;
    }

    /** Before anything of the body is read. */
    static void watch(HttpServerExchange exchange, long limit) {
        exchange.addRequestWrapper((factory, wrapped) -> new UnreadBody(factory.create(), wrapped, limit));
    }

    /** The application is done: what comes now, nobody wants. */
    static void abandon(HttpServerExchange exchange) {
        exchange.putAttachment(ABANDONED, true);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return ended ? -1 : (int) count(next.read(target));
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return ended ? -1 : count(next.read(targets, offset, length));
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return ended ? -1 : target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return ended ? -1 : Conduits.transfer(this, count, through, target);
    }

    private long count(long read) {
        if (read > 0 && exchange.getAttachment(ABANDONED) != null) {
            left -= read;
            if (left < 0) {
                ended = true;
                exchange.setPersistent(false);
                Connectors.terminateRequest(exchange);
                return -1;
            }
        }
        return read;
    }

    /** The chunks end in the middle, which is an error to those below. */
    @Override
    public void terminateReads() throws IOException {
        if (!ended) {
            next.terminateReads();
        }
    }
}
