package org.junicorn.container.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junicorn.container.RequestLimits;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** Begins to speak HTTP/2 on connections whose client wants to. On their I/O threads. */
final class Http2Front {
    /** Undertow's own limit of 20 kB stands above the options; less than 1 is none. Read when its class is loaded. */
    private static final String HEAD_PROPERTY = "io.undertow.http2-max-header-size";

    private final Http2Options options;
    private final OptionMap undertow;
    private final ByteBufferPool buffers;
    private final Supplier<HttpHandler> root;

    /** @param root what every request passes through, asked for with the first of a connection */
    Http2Front(Http2Options options, RequestLimits limits, ByteBufferPool buffers, Supplier<HttpHandler> root) {
        System.setProperty(HEAD_PROPERTY, "-1");
        this.options = options;
        this.undertow = undertow(options, limits);
        this.buffers = buffers;
        this.root = root;
    }

    private static OptionMap undertow(Http2Options options, RequestLimits limits) {
        return OptionMap.builder()
                .addAll(HttpOptions.undertow(limits))
                .set(UndertowOptions.MAX_HEADER_SIZE, options.head())
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.streams())
                .set(UndertowOptions.HTTP2_SETTINGS_INITIAL_WINDOW_SIZE, options.window())
                .set(UndertowOptions.HTTP2_SETTINGS_MAX_FRAME_SIZE, options.frame())
                // Browsers have given it up, and a promised stream would be none of those that are counted.
                .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, false)
                // Connections are watched by IoLoop.
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, -1)
                // What all streams may have sent, in packets that are half full.
                .set(UndertowOptions.MAX_QUEUED_READ_BUFFERS, buffers(options))
                // More than the limit of connections that reset streams: FrameBudget counts what Undertow overlooks.
                .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, Integer.MAX_VALUE)
                .getMap();
    }

    private static int buffers(Http2Options options) {
        long each = 2L * options.window() / HttpServer.BUFFER_SIZE + 1;
        return (int) Math.min(Integer.MAX_VALUE, each * options.streams());
    }

    Http2Options options() {
        return options;
    }

    /** Speaks HTTP/2 from now on, beginning with the client's preface. */
    void open(ClientConnection connection, StreamConnection stream) {
        begin(connection).open(stream, buffers, undertow);
    }

    /**
     * Answers a request that came over HTTP/1.1 as the first stream, and speaks HTTP/2 from now on.
     *
     * @param settings of the client
     */
    void upgraded(ClientConnection connection, StreamConnection stream, HttpServerExchange first, ByteBuffer settings) {
        begin(connection).open(stream, buffers, undertow, first, settings);
    }

    private Http2Connection begin(ClientConnection connection) {
        Http2Connection begun = new Http2Connection(connection, options, root.get());
        connection.multiplex(begun);
        return begun;
    }
}
