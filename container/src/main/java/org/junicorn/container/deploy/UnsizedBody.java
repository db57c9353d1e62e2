package org.junicorn.container.deploy;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts a body of unknown length, for two limits that only the deployment knows. Of a form that is parsed: Undertow's own
 * limit does not take effect for every chunked body. And of what the application leaves unread: Undertow reads that to its
 * end after the response, to use the connection again; here it ends when it is more than is worth it (Tomcat: {@code
 * maxSwallowSize}), and the connection is closed in an orderly manner.
 *
 * <p>Undertow lets nobody in between once a body is being read. So whoever may be the first to read one has to
 * {@link #watch} it before.
 *
 * <p>Runs on the thread that reads: the servlet's, or the I/O thread.
 */
public final class UnsizedBody {
    private static final AttachmentKey<UnsizedBody> KEY = AttachmentKey.create(UnsizedBody.class);

    private final HttpServerExchange exchange;
    private long total;
    private long most = Long.MAX_VALUE;
    private long unwanted = Long.MAX_VALUE;
    private boolean ended;

    private UnsizedBody(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** Before anything of the body is read. Does nothing for a body whose length is known, or that is watched already. */
    public static void watch(HttpServerExchange exchange) {
        if (exchange.getRequestContentLength() < 0
                && !exchange.isRequestComplete()
                && of(exchange).isEmpty()) {
            UnsizedBody body = new UnsizedBody(exchange);
            exchange.putAttachment(KEY, body);
            exchange.addRequestWrapper((factory, wrapped) -> body.new Counter(factory.create()));
        }
    }

    static Optional<UnsizedBody> of(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getAttachment(KEY));
    }

    /**
     * Makes reading fail beyond a length, counted from the body's beginning.
     *
     * @throws RequestTooBigException if more was received already
     */
    void limit(long bytes) throws RequestTooBigException {
        most = bytes;
        check();
    }

    /** The application is done: what comes now, nobody wants, and more than so many bytes of it are not read. */
    void abandon(long bytes) {
        unwanted = bytes;
    }

    private void check() throws RequestTooBigException {
        if (total > most) {
            exchange.setPersistent(false);
            throw new RequestTooBigException("the body is longer than allowed");
        }
    }

    private final class Counter extends AbstractStreamSourceConduit<StreamSourceConduit> {
        Counter(StreamSourceConduit next) {
            super(next);
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

        private long count(long read) throws RequestTooBigException {
            if (read <= 0) {
                return read;
            }
            total += read;
            if (unwanted == Long.MAX_VALUE) {
                check();
                return read;
            }
            unwanted -= read;
            if (unwanted < 0) {
                ended = true;
                exchange.setPersistent(false);
                Connectors.terminateRequest(exchange);
                return -1;
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
}
