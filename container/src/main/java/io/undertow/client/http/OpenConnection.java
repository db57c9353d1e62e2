package io.undertow.client.http;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientConnection;
import io.undertow.connector.ByteBufferPool;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * Undertow's HTTP client on a connection that is open already: its own providers insist on opening one themselves, over
 * TCP. Compiled against it rather than called by reflection, so that an upgrade that changes it fails the build.
 */
public final class OpenConnection {
    private OpenConnection() {}

    /** Speaks HTTP/1.1 over the connection. On its I/O thread. */
    public static ClientConnection http(StreamConnection connection, ByteBufferPool buffers) {
        return new HttpClientConnection(connection, OptionMap.create(UndertowOptions.ENABLE_HTTP2, false), buffers);
    }
}
