package org.junicorn.container.http;

import io.undertow.UndertowLogger;
import io.undertow.conduits.ChunkedStreamSourceConduit;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.junicorn.container.Refused;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Checks a chunked body before Undertow reads it, which overlooks whatever stands around the sizes: what ends a chunk
 * here might be inside one for a proxy before us (RFC 9112, 7.1). A malformed body cannot be read: its client is answered
 * 400 if nothing of the response was sent, the application gets an exception, and the connection is closed.
 */
final class StrictChunks extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final HttpServerExchange exchange;
    private final AbstractServerConnection connection;
    private final ChunkGrammar grammar = new ChunkGrammar();

    /** Bytes that arrived with the head and were not read here yet. */
    private int unseen;

    private StrictChunks(HttpServerExchange exchange, AbstractServerConnection connection) {
        super(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
        this.exchange = exchange;
        this.connection = connection;
        this.unseen = extra();
    }

    /** Replaces what reads the body of this exchange, before anything of it was read. On the I/O thread. */
    static void check(HttpServerExchange exchange) {
        AbstractServerConnection connection = (AbstractServerConnection) exchange.getConnection();
        connection
                .getChannel()
                .getSourceChannel()
                .setConduit(
                        new ChunkedStreamSourceConduit(new StrictChunks(exchange, connection), exchange, conduit -> {
                            if (!conduit.isFinished()) {
                                UndertowLogger.REQUEST_LOGGER.requestWasNotFullyConsumed();
                                exchange.setPersistent(false);
                            }
                            Connectors.terminateRequest(exchange);
                        }));
    }

    private int extra() {
        PooledByteBuffer extra = connection.getExtraBytes();
        return extra == null ? 0 : extra.getBuffer().remaining();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        // What Undertow had no room for it gives back, in front of what is there; that was checked.
        int again = extra() - unseen;
        int start = target.position();
        int count = next.read(target);
        if (count > 0) {
            int fresh = Math.max(0, count - again);
            unseen = Math.max(0, unseen - fresh);
            for (int i = start + count - fresh; i < start + count; i++) {
                check(target.get(i));
            }
        }
        return count;
    }

    private void check(byte next) throws IOException {
        try {
            grammar.next(next);
        } catch (IOException e) {
            // At once: Undertow closes the connection as soon as it hears of this.
            Request request = Request.of(exchange);
            if (request.refused(Refused.MALFORMED) && request.answerInstead(StatusCodes.BAD_REQUEST, e.getMessage())) {
                request.connection().discardInput();
            }
            throw e;
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].hasRemaining()) {
                return read(targets[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return Conduits.transfer(this, count, through, target);
    }
}
