package org.junicorn.container.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.UnsizedBody;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSourceChannel;

/**
 * Receives a body on the I/O thread before the request goes on, so that a client that sends it slowly holds no request
 * thread meanwhile. Only one that says how long it is, and is short enough. One of unknown length may be one half of a
 * conversation, whose client waits for an answer before it sends more: it goes to the application at once, as on Tomcat, and
 * so does one that is too long; a client cannot hold a thread that reads for nothing either, see {@link Pace}. A client that
 * waits for "100 Continue" is left to the application, too, which may want to refuse the body.
 *
 * <p>Not Undertow's {@code RequestBufferingHandler}: that one answers a body that turns out to be malformed with 200, and
 * knows no bound for what all requests hold together.
 */
final class BodyBuffer implements HttpHandler {
    private final long most;
    private final AtomicLong room;
    private final HttpHandler next;

    /**
     * @param most bytes of a body that is received
     * @param room bytes that are left for bodies; without it a request goes on without waiting for its body
     */
    BodyBuffer(long most, AtomicLong room, HttpHandler next) {
        this.most = most;
        this.room = room;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.isRequestComplete() || HttpContinue.requiresContinueResponse(exchange) || !reserve(exchange)) {
            next.handleRequest(exchange);
            return;
        }
        UnsizedBody.watch(exchange);
        Receiver receiver = new Receiver(exchange, exchange.getRequestChannel());
        if (receiver.receive()) {
            receiver.handOver();
            next.handleRequest(exchange);
        }
    }

    private boolean reserve(HttpServerExchange exchange) {
        long size = exchange.getRequestContentLength();
        if (size < 0 || size > most) {
            return false;
        }
        if (room.addAndGet(-size) < 0) {
            room.addAndGet(size);
            return false;
        }
        Request.of(exchange).onEnd(() -> room.addAndGet(size));
        return true;
    }

    /** One body on its way. On the I/O thread. */
    private final class Receiver implements ChannelListener<StreamSourceChannel> {
        private final HttpServerExchange exchange;
        private final StreamSourceChannel channel;
        private final List<PooledByteBuffer> buffers = new ArrayList<>();

        Receiver(HttpServerExchange exchange, StreamSourceChannel channel) {
            this.exchange = exchange;
            this.channel = channel;
        }

        /** Whether the request goes on. If not, it was answered, or this is called again when more has come. */
        boolean receive() {
            try {
                for (; ; ) {
                    int count = channel.read(free());
                    if (count < 0) {
                        return true;
                    }
                    if (count == 0) {
                        Request.of(exchange).whenTooSlow(this::giveUp);
                        channel.getReadSetter().set(this);
                        channel.resumeReads();
                        return false;
                    }
                }
            } catch (IOException e) {
                refuse(StatusCodes.BAD_REQUEST, "the request's body has ended too early");
            }
            return false;
        }

        private ByteBuffer free() {
            if (buffers.isEmpty() || !last().hasRemaining()) {
                buffers.add(exchange.getConnection().getByteBufferPool().allocate());
            }
            return last();
        }

        private ByteBuffer last() {
            return buffers.get(buffers.size() - 1).getBuffer();
        }

        @Override
        public void handleEvent(StreamSourceChannel readable) {
            if (receive()) {
                rest();
                handOver();
                Connectors.executeRootHandler(next, exchange);
            }
        }

        private void rest() {
            Request.of(exchange).whenTooSlow(null);
            channel.getReadSetter().set(null);
            channel.suspendReads();
        }

        /** What was received is what the application reads first. */
        void handOver() {
            List<PooledByteBuffer> filled = new ArrayList<>(buffers.size());
            for (PooledByteBuffer buffer : buffers) {
                if (buffer.getBuffer().flip().hasRemaining()) {
                    filled.add(buffer);
                } else {
                    buffer.close();
                }
            }
            if (!filled.isEmpty()) {
                Connectors.ungetRequestBytes(exchange, filled.toArray(PooledByteBuffer[]::new));
            }
            Connectors.resetRequestChannel(exchange);
            Request.of(exchange).bodyReceived();
        }

        private void giveUp(String reason) {
            refuse(StatusCodes.REQUEST_TIME_OUT, reason);
        }

        private void refuse(int status, String message) {
            rest();
            buffers.forEach(IoUtils::safeClose);
            buffers.clear();
            if (Request.of(exchange).wasAnsweredForApp()) {
                exchange.endExchange(); // malformed, or too long
                return;
            }
            exchange.setPersistent(false);
            ErrorReport.send(exchange, status, message);
        }
    }
}
