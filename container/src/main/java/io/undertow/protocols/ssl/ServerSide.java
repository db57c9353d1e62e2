package io.undertow.protocols.ssl;

import io.undertow.connector.ByteBufferPool;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/**
 * Undertow's TLS on a connection that we accepted ourselves: its own servers insist on accepting. Compiled against it
 * rather than called by reflection, so that an upgrade that changes it fails the build.
 */
public final class ServerSide {
    private ServerSide() {}

    /**
     * Makes a connection whose handshake is driven by whoever reads from it. On its I/O thread.
     *
     * @param buffers large enough for a record: 16 KiB and what stands around it
     * @param tasks runs what may take long in a handshake: signatures, and asking for the state of a certificate
     */
    public static SslConnection of(
            StreamConnection connection, SSLEngine engine, ByteBufferPool buffers, Executor tasks) {
        engine.setUseClientMode(false);
        return new UndertowSslConnection(connection, engine, buffers, tasks);
    }
}
