package org.junicorn.container.http;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ConduitFactory;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StringWriteChannelListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.deploy.ErrorReport;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** What a request has beside its exchange if it is a stream of HTTP/2: who answers it, the application or we. */
final class Http2Stream {
    private static final AttachmentKey<Http2Stream> KEY = AttachmentKey.create(Http2Stream.class);

    private enum Response {
        NONE,
        BEGUN,
        TAKEN_OVER
    }

    private final Http2Connection connection;
    private final int id;
    private final AtomicReference<Response> response = new AtomicReference<>(Response.NONE);
    private final StreamPace pace = new StreamPace();

    Http2Stream(Http2Connection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    void attach(HttpServerExchange exchange) {
        exchange.putAttachment(KEY, this);
    }

    /** Empty for a request of HTTP/1. */
    static Optional<Http2Stream> of(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getAttachment(KEY));
    }

    Http2Connection connection() {
        return connection;
    }

    /** Whether all of its response was sent, so that for its client it is over. */
    boolean isSent() {
        return connection.channel().isSent(id);
    }

    /** The application begins its response, which is refused if it was answered in its place. */
    StreamSinkConduit begin(StreamSinkConduit sink) {
        return response.compareAndSet(Response.NONE, Response.BEGUN) ? pace.output(sink) : new Late(sink);
    }

    /** The application begins to read the body. */
    StreamSourceConduit receive(ConduitFactory<StreamSourceConduit> factory, HttpServerExchange exchange) {
        return pace.input(factory.create());
    }

    /** Sees to it that its client does not keep us waiting. On the I/O thread. */
    void checkPace(Request request, EdgeLimits limits, long now) {
        pace.check(request, limits, now);
    }

    /**
     * Answers in place of the application, if that has not begun its response. On the I/O thread or the
     * one that owns the exchange.
     *
     * @param complete whether the whole request was received
     * @return whether it did
     */
    boolean answer(int status, ErrorReport.Page page, boolean bodiless, boolean complete) {
        if (!response.compareAndSet(Response.NONE, Response.TAKEN_OVER)) {
            return false;
        }
        HeaderMap headers = new HeaderMap();
        headers.put(Http2Channel.STATUS, status);
        headers.put(Headers.DATE, DateUtils.toDateString(new Date()));
        headers.put(Headers.CONTENT_TYPE, page.type());
        headers.put(Headers.CONTENT_LENGTH, page.body().length);
        Http2HeadersStreamSinkChannel sink = new Http2HeadersStreamSinkChannel(connection.channel(), id, headers);
        if (!complete) {
            // RFC 9113, 8.1: the rest of the request is not wanted.
            XnioExecutor.Key patience = connection
                    .connection()
                    .loop()
                    .thread()
                    .executeAfter(this::cut, IdlePolicy.LINGER.toMillis(), TimeUnit.MILLISECONDS);
            sink.setCompletionListener(sent -> {
                patience.remove();
                connection.channel().sendRstStream(id, Http2Channel.ERROR_NO_ERROR);
            });
        }
        new StringWriteChannelListener(bodiless ? "" : new String(page.body(), StandardCharsets.UTF_8)).setup(sink);
        return true;
    }

    /** Sends a response before the response. Any thread. */
    void interim(int status, HeaderMap fields) {
        if (response.get() == Response.NONE) {
            fields.put(Http2Channel.STATUS, status);
            connection.channel().interim(id, fields);
        }
    }

    /** Ends it in the middle of its response, so that this does not look whole. Any thread. */
    void cut() {
        connection.channel().sendRstStream(id, Http2Channel.ERROR_INTERNAL_ERROR);
        pace.cut();
    }

    /** The response of an application whose request was answered already. */
    private static final class Late extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Late(StreamSinkConduit next) {
            super(next);
        }

        private static IOException refusal() {
            return new IOException(
                    "the client was answered in the application's place: the request was too late or too long");
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw refusal();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            throw refusal();
        }

        @Override
        public int writeFinal(ByteBuffer source) throws IOException {
            throw refusal();
        }

        @Override
        public long writeFinal(ByteBuffer[] sources, int offset, int length) throws IOException {
            throw refusal();
        }

        @Override
        public long transferFrom(FileChannel source, long position, long count) throws IOException {
            throw refusal();
        }

        @Override
        public long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) throws IOException {
            throw refusal();
        }

        @Override
        public void terminateWrites() throws IOException {
            throw refusal();
        }

        @Override
        public boolean flush() throws IOException {
            throw refusal();
        }
    }
}
