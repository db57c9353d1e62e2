package org.junicorn.container.affinity;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * A client's connection and one to the owner, after an upgrade: bytes both ways, until both sides have ended or one
 * breaks. On the I/O thread of both.
 */
final class Tunnel {
    /** For a client to end its side when the owner has, or to answer a WebSocket's close frame. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final StreamConnection client;
    private final StreamConnection owner;
    private final Lane lane;
    private final Optional<Farewell> farewell;
    private boolean closed;
    private int completed;

    /** @param farewell says to the client that this worker drains, if the protocol can say that */
    Tunnel(StreamConnection client, StreamConnection owner, Lane lane, Optional<Farewell> farewell) {
        this.client = client;
        this.owner = owner;
        this.lane = lane;
        this.farewell = farewell;
    }

    void open() {
        lane.opened(this);
        client.setCloseListener(ended -> close());
        owner.setCloseListener(ended -> close());
        new Pump(owner.getSourceChannel(), client.getSinkChannel(), lane.buffers(), new Way(true)).start();
        if (!closed) {
            new Pump(client.getSourceChannel(), owner.getSinkChannel(), lane.buffers(), new Way(false)).start();
        }
    }

    /** This worker leaves: the client connects again, to another one. */
    void goAway() {
        if (farewell.isEmpty()) {
            close();
            return;
        }
        try {
            farewell.get().say();
            lane.after(CLOSING, this::close);
        } catch (IOException e) {
            close();
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            lane.closed(this);
            IoUtils.safeClose(client, owner);
        }
    }

    /** One direction. */
    private final class Way implements Pump.End {
        private final boolean toClient;

        Way(boolean toClient) {
            this.toClient = toClient;
        }

        @Override
        public void complete() {
            completed++;
            if (completed == 2) {
                close();
            } else if (toClient) {
                lane.after(CLOSING, Tunnel.this::close);
            }
        }

        @Override
        public void sourceFailed(IOException failure) {
            close();
        }

        @Override
        public void sinkFailed(IOException failure) {
            close();
        }
    }
}
