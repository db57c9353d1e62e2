package io.undertow.server.protocol.ajp;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.OpenListener;
import io.undertow.util.BadRequestException;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;
import org.junicorn.container.Networks;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Reads requests of web servers that speak AJP/1.3, and hands on the secret that each came with, in the attributes of the
 * request under {@link AjpRequestParser#SECRET}; whether it is right is the root handler's to say. Undertow's own listener
 * compares it with a system property. Called by I/O threads.
 */
public final class SecretListener implements OpenListener {
    private final ByteBufferPool buffers;
    private final int bufferSize;
    private final AjpRequestParser parser;
    private volatile OptionMap options;
    private volatile HttpHandler root;

    public SecretListener(ByteBufferPool buffers, OptionMap options) {
        this.buffers = buffers;
        this.options = options;
        try (PooledByteBuffer buffer = buffers.allocate()) {
            this.bufferSize = buffer.getBuffer().remaining();
        }
        this.parser = new Parser(options);
    }

    @Override
    public void handleEvent(StreamConnection stream) {
        AjpServerConnection connection = new AjpServerConnection(stream, buffers, root, options, bufferSize);
        AjpReadListener reader = new AjpReadListener(connection, null, parser, null);
        connection.setAjpReadListener(reader);
        reader.startRequest();
        stream.getSourceChannel().setReadListener(reader);
        reader.handleEvent(stream.getSourceChannel());
    }

    /** Undertow's drops the secret when it has looked at it. */
    private static final class Parser extends AjpRequestParser {
        Parser(OptionMap options) {
            super(
                    options.get(UndertowOptions.URL_CHARSET, UndertowOptions.DEFAULT_URL_CHARSET),
                    true,
                    options.get(UndertowOptions.MAX_PARAMETERS, UndertowOptions.DEFAULT_MAX_PARAMETERS),
                    options.get(UndertowOptions.MAX_HEADERS, UndertowOptions.DEFAULT_MAX_HEADERS),
                    false,
                    false,
                    null);
        }

        /**
         * Undertow would look up the client's address if it were a name, on the I/O thread and before anybody knows whether
         * the secret is right; and take the web server's for it if there is none of that name.
         */
        @Override
        public void parse(ByteBuffer bytes, AjpRequestParseState state, HttpServerExchange exchange)
                throws IOException, BadRequestException {
            super.parse(bytes, state, exchange);
            if (state.isComplete() && state.prefix == FORWARD_REQUEST) {
                Optional<InetAddress> client =
                        Networks.address(String.valueOf(state.remoteAddress).replaceFirst("%.*", ""));
                state.badRequest = state.badRequest || client.isEmpty();
                state.remoteAddress = client.map(InetAddress::getHostAddress).orElse(null);
            }
        }

        @Override
        protected StringHolder parseString(ByteBuffer bytes, AjpRequestParseState state, StringType type)
                throws UnsupportedEncodingException, BadRequestException {
            StringHolder read = super.parseString(bytes, state, type);
            if (read.readComplete && read.value != null && SECRET.equals(state.currentAttribute)) {
                if (state.attributes == null) {
                    state.attributes = new TreeMap<>();
                }
                state.attributes.put(SECRET, read.value);
            }
            return read;
        }
    }

    @Override
    public HttpHandler getRootHandler() {
        return root;
    }

    @Override
    public void setRootHandler(HttpHandler handler) {
        root = handler;
    }

    @Override
    public OptionMap getUndertowOptions() {
        return options;
    }

    @Override
    public void setUndertowOptions(OptionMap changed) {
        options = changed;
    }

    @Override
    public ByteBufferPool getBufferPool() {
        return buffers;
    }

    @Override
    public ConnectorStatistics getConnectorStatistics() {
        return null;
    }

    /** Connections are closed by those who have opened them. */
    @Override
    public void closeConnections() {}
}
