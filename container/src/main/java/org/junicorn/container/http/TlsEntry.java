package org.junicorn.container.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.ServerSide;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jboss.logging.Logger;
import org.junicorn.container.tls.Certificates;
import org.junicorn.container.tls.TlsContext;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * The handshake of TLS. A client that sends nothing has nothing here but its socket; memory is taken with the first byte,
 * and what computes for long runs on threads of its own, so that neither new connections nor those that are served wait
 * for a handshake. Its time is limited by {@link IdlePolicy}.
 */
final class TlsEntry implements Entry, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TlsEntry.class);

    /** A record of TLS with all around it (RFC 8446, 5.2), which Undertow unwraps as a whole. */
    private static final int BUFFER_SIZE = 17 * 1024;

    private static final int BUFFERS_PER_THREAD = 4;
    private static final int IDLE_THREAD_SECONDS = 10;

    /** If an issuer is silent, they all wait for it: so many handshakes a second still come to their end. */
    private static final int WAITING_THREADS = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TlsContext context;
    private final Protocols protocols;
    private final String[] names;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_SIZE, -1, BUFFERS_PER_THREAD);
    private final ThreadPoolExecutor tasks;

    TlsEntry(TlsContext context, Protocols protocols) {
        this.context = context;
        this.protocols = protocols;
        this.names = protocols.names();
        int threads = context.waitsForIssuers()
                ? WAITING_THREADS
                : Math.max(2, Runtime.getRuntime().availableProcessors());
        this.tasks = new ThreadPoolExecutor(
                threads, threads, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "tls");
                    thread.setDaemon(true);
                    return thread;
                });
        tasks.allowCoreThreadTimeOut(true);
    }

    void renew(Certificates certificates) throws GeneralSecurityException {
        context.renew(certificates);
    }

    @Override
    public void enter(ClientConnection connection, StreamConnection stream) {
        connection.awaitHandshake();
        ConduitStreamSourceChannel source = stream.getSourceChannel();
        source.setReadListener(readable -> {
            readable.suspendReads();
            new Handshake(connection, stream, context.engine(names)).begin();
        });
        source.resumeReads();
    }

    /** One handshake. On the I/O thread of its connection. */
    private final class Handshake {
        private final ClientConnection connection;
        private final SSLEngine engine;
        private final SslConnection secured;
        private boolean over;

        Handshake(ClientConnection connection, StreamConnection stream, SSLEngine engine) {
            this.connection = connection;
            this.engine = engine;
            this.secured = ServerSide.of(stream, engine, buffers, tasks);
        }

        void begin() {
            connection.handshake(secured);
            secured.getHandshakeSetter().set(done -> serveSoon());
            secured.getSourceChannel().setReadListener(this::proceed);
            secured.getSourceChannel().wakeupReads();
        }

        /** Undertow is in the middle of something when it says that the handshake is done. */
        private void serveSoon() {
            try {
                secured.getIoThread().execute(this::done);
            } catch (RejectedExecutionException e) {
                IoUtils.safeClose(secured); // the server ends
            }
        }

        /** What follows the handshake must not be read here: so there is no room for it. */
        private void proceed(ConduitStreamSourceChannel source) {
            try {
                if (source.read(NOTHING) < 0) {
                    IoUtils.safeClose(secured);
                }
            } catch (IOException e) {
                LOG.debugf("a handshake has failed: %s", e.getMessage());
                IoUtils.safeClose(secured);
            }
        }

        private void done() {
            if (over || connection.isClosed()) {
                return;
            }
            over = true;
            secured.getHandshakeSetter().set(null);
            secured.getSourceChannel().suspendReads();
            try {
                connection.serve(secured, protocols.chosen(negotiated()));
            } catch (RuntimeException e) {
                LOG.debug("a connection ended before its first request", e);
                IoUtils.safeClose(secured);
            }
        }

        private String negotiated() {
            String name = engine.getApplicationProtocol();
            return name == null ? "" : name;
        }
    }

    @Override
    public void close() {
        tasks.shutdownNow();
        buffers.close();
    }
}
