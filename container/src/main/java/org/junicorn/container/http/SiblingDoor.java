package org.junicorn.container.http;

import io.undertow.server.protocol.http.HttpOpenListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;
import org.junicorn.container.Container.Listener;
import org.junicorn.container.Scorecard;
import org.junicorn.container.affinity.SocketFolder;

/**
 * Where other workers bring requests of sessions that only this worker can serve. Their connections are no clients: they
 * do not count as connections, nor against the most that may be open, and it is the other side that closes them when
 * they are idle. Opened and closed by the thread that starts and ends the server; left by the one that drains it.
 */
final class SiblingDoor {
    private static final Logger LOG = Logger.getLogger(SiblingDoor.class);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For what other workers have sent before they could know. */
    private static final Duration LAST_CALL = Duration.ofMillis(200);

    /** It is the other side that closes them, which knows when it sends a next request. */
    private static final Duration IDLE = Duration.ofDays(1000);

    /** The head was read by the other side, which has limits. */
    private static final Duration NO_LIMIT = Duration.ZERO;

    private static final Duration LAST_IDLE = Duration.ofMillis(100);

    private final DrainGate gate = new DrainGate();
    private final SocketFolder.Door door;
    private final Reception reception;
    private final Acceptor acceptor;
    private final IntSupplier pinned;
    private final Runnable onUnpinned;
    private volatile boolean closed;

    /**
     * @param pinned how many sessions only this worker can serve
     * @param onUnpinned called when it drains and there are none left, or its time is up
     * @param onClose called after each end of a connection, on any thread
     */
    SiblingDoor(
            SocketFolder.Door door,
            List<IoLoop> loops,
            HttpOpenListener http,
            Refusals refusals,
            IntSupplier pinned,
            Runnable onUnpinned,
            Runnable onClose) {
        this.door = door;
        this.pinned = pinned;
        this.onUnpinned = onUnpinned;
        // The target is as the other worker's parser has let it through.
        this.reception = Reception.ofSiblings(loops, refusals, new IdlePolicy(IDLE, NO_LIMIT, gate), onClose);
        this.acceptor = new Acceptor(
                new Listener("affinity", door.channel(), door.channel(), true),
                Entry.plain(Protocols.Protocol.http1(http, RelaxedTarget.none())),
                reception,
                Scorecard.NONE);
    }

    void open() {
        acceptor.start();
    }

    int openConnections() {
        return reception.openConnections();
    }

    /**
     * Serves on while there are sessions that only this worker has, but not for longer than this; then ends the
     * connections as they become idle. Returns when nothing more is accepted.
     */
    void leave(Duration patience) {
        long begin = System.nanoTime();
        boolean used = pinned.getAsInt() > 0 || reception.openConnections() > 0;
        while (!closed && pinned.getAsInt() > 0 && System.nanoTime() - begin < patience.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        int lost = pinned.getAsInt();
        if (lost > 0 && !closed) {
            LOG.warnf("%d sessions have attributes that cannot be stored and are lost with this worker", lost);
        }
        onUnpinned.run();
        door.hide();
        long hidden = System.nanoTime();
        while (used && !closed && System.nanoTime() - hidden < LAST_CALL.toNanos()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        acceptor.stop();
        gate.close(LAST_IDLE, System.nanoTime());
    }

    /** Accepts nothing more. Connections are ended by the I/O threads. */
    void close() {
        closed = true;
        door.hide();
        acceptor.stop();
        gate.close(LAST_IDLE, System.nanoTime());
    }
}
