package org.junicorn.container.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junicorn.container.Scorecard;

/** Hands accepted sockets to I/O threads and knows how many connections are open. Called by acceptors. */
final class Reception {
    private static final Logger LOG = Logger.getLogger(Reception.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Of all places, this part is made free at a time: looking for who has waited longest is work. */
    private static final int PART_TO_FREE = 128;

    private final List<IoLoop> loops;
    private final Scorecard scorecard;
    private final Refusals refusals;
    private final Runnable onClose;
    private final Room room;
    private final Optional<IdlePolicy> idle;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private final int maxConnections;
    private final AtomicLong said = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    /**
     * @param refusals answers what is no request; on an I/O thread
     * @param onClose called after each end of a connection, on any thread
     */
    Reception(List<IoLoop> loops, Scorecard scorecard, int maxConnections, Refusals refusals, Runnable onClose) {
        this(loops, scorecard, maxConnections, refusals, onClose, Optional.empty());
    }

    private Reception(
            List<IoLoop> loops,
            Scorecard scorecard,
            int maxConnections,
            Refusals refusals,
            Runnable onClose,
            Optional<IdlePolicy> idle) {
        this.idle = idle;
        this.loops = List.copyOf(loops);
        this.scorecard = scorecard;
        this.refusals = refusals;
        this.onClose = onClose;
        this.maxConnections = maxConnections;
        this.room = new Room(maxConnections);
    }

    /**
     * For connections of other workers, of which there may be any number: a limit could make two wait for each other.
     *
     * @param idle how long they may be idle
     */
    static Reception ofSiblings(List<IoLoop> loops, Refusals refusals, IdlePolicy idle, Runnable onClose) {
        return new Reception(
                loops,
                Scorecard.NONE, // what other workers open is nobody's load
                Integer.MAX_VALUE,
                refusals,
                onClose,
                Optional.of(idle));
    }

    /** Room for connections. What is taken without asking is owed: acceptors that wait for clients occupy none. */
    private static final class Room extends Semaphore {
        private static final long serialVersionUID = 1L;

        Room(int size) {
            super(size);
        }

        void take() {
            reducePermits(1);
        }
    }

    /**
     * Waits until fewer than the most connections are open, but not for ever. One more may be let in if another one can be
     * ended for it, and no other worker has room: who waits in the queue is known only when it is accepted, and nobody
     * should have to leave for nobody.
     */
    boolean awaitRoom(long millis) throws InterruptedException {
        makeRoom(); // whoever was to leave may have been busy
        if (room.availablePermits() == 0 && !scorecard.crowded() && Patience.isOver(connections(), System.nanoTime())) {
            return true;
        }
        if (!room.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return false;
        }
        room.release();
        return true;
    }

    /**
     * Serves an accepted socket.
     *
     * @param entry what stands between the socket and its first request
     * @param received called by the I/O thread that takes it, or at once if none does
     */
    void admit(SocketChannel socket, boolean unix, Entry entry, Runnable received) {
        IoLoop loop = choose();
        ClientConnection connection = new ClientConnection(socket, unix, loop, idle, scorecard, refusals, this::ended);
        room.take();
        open.incrementAndGet();
        loop.add(connection);
        scorecard.connectionOpened();
        try {
            socket.configureBlocking(false);
            if (!unix) {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            connection.arrive(() -> {
                received.run();
                begin(connection, entry);
            });
            makeRoom();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended before it began", e);
            received.run();
            connection.sever();
        }
    }

    private Stream<ClientConnection> connections() {
        return loops.stream().flatMap(IoLoop::connections);
    }

    /** Ends the connections whose clients have kept us waiting for longest, if there are too many. */
    private void makeRoom() {
        if (room.availablePermits() >= 0) {
            return;
        }
        long now = System.nanoTime();
        List<ClientConnection> leaving = Patience.longest(connections(), 1 + maxConnections / PART_TO_FREE, now);
        for (ClientConnection connection : leaving) {
            connection.loop().thread().execute(() -> connection.makeRoom(now));
        }
        long before = said.get();
        if (now - before >= PAUSE_NANOS && said.compareAndSet(before, now)) {
            LOG.warnf(
                    "all %d connections are in use (worker_connections): clients that have kept the server waiting for"
                            + " longest are closed to let others in. The next ones of this minute are not logged",
                    maxConnections);
        }
    }

    private void begin(ClientConnection connection, Entry entry) {
        try {
            connection.open(entry);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection ended before it began", e);
            connection.sever();
        }
    }

    /**
     * The one with fewest connections that no application holds; among equals, in turn. Connections that could not be
     * taken over, and those of clients if there is no other choice, go to the spare one.
     */
    private IoLoop choose() {
        int first = turn.getAndIncrement();
        IoLoop best = null;
        for (int i = 0; i < loops.size(); i++) {
            IoLoop loop = loops.get(Math.floorMod(first + i, loops.size()));
            if (best == null || rank(loop) < rank(best)) {
                best = loop;
            }
        }
        return best;
    }

    private long rank(IoLoop loop) {
        if (loop.isSpare()) {
            return idle.isPresent() ? -1 : Integer.MAX_VALUE;
        }
        return loop.held() ? Long.MAX_VALUE : loop.load();
    }

    private void ended(ClientConnection connection) {
        connection.loop().remove(connection);
        room.release();
        scorecard.connectionClosed();
        open.decrementAndGet();
        onClose.run();
    }

    int openConnections() {
        return open.get();
    }
}
