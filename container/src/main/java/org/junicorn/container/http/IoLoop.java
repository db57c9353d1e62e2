package org.junicorn.container.http;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Scorecard;
import org.xnio.XnioIoThread;

/**
 * One I/O thread with its connections. Four times a second it says that it lives and closes connections that have been
 * idle for too long, or whose clients are too slow; while draining it looks more often.
 */
final class IoLoop {
    private static final Logger LOG = Logger.getLogger(IoLoop.class);
    private static final long BEAT_MILLIS = 250;
    private static final long DRAIN_BEAT_MILLIS = 20;
    private static final long LINGER_BEAT_MILLIS = 50;

    private final int index;
    private final XnioIoThread thread;
    private final Scorecard scorecard;
    private final IdlePolicy idle;
    private final EdgeLimits limits;
    private final AtomicInteger load = new AtomicInteger();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private boolean drainBeat;

    /** Whether it is there to take over connections of others, and never calls an application. */
    private final boolean spare;

    private final boolean lends;

    /** Connections that need this very thread; see {@link ClientConnection}. */
    private final AtomicInteger tied = new AtomicInteger();

    /** When the call of an application began that this thread makes, as nanoTime; 0 if it makes none. */
    private volatile long call;

    private volatile long waitingCall;
    private volatile boolean held;

    IoLoop(
            int index,
            XnioIoThread thread,
            boolean lends,
            boolean spare,
            Scorecard scorecard,
            IdlePolicy idle,
            EdgeLimits limits) {
        this.lends = lends;
        this.spare = spare;
        this.limits = limits;
        this.index = index;
        this.thread = thread;
        this.scorecard = scorecard;
        this.idle = idle;
    }

    XnioIoThread thread() {
        return thread;
    }

    /** Begins to beat. */
    void start() {
        thread.execute(this::beat);
    }

    private void beat() {
        if (!spare) {
            scorecard.heartbeat(index);
        }
        closeIdle();
        long now = System.nanoTime();
        forEach(connection -> connection.checkPace(limits, now));
        after(BEAT_MILLIS, this::beat);
    }

    /** What {@link #beat} would do, while an application holds this thread. On another one. */
    void beatInstead(EdgeLimits paces, long now) {
        scorecard.heartbeat(index);
        forEach(connection -> connection.checkPace(paces, now));
    }

    /** Whether there is another thread that would take its connections over. */
    boolean lends() {
        return lends;
    }

    boolean isSpare() {
        return spare;
    }

    /** A connection needs this thread, or does no more. Any thread. */
    void tie(int delta) {
        tied.addAndGet(delta);
    }

    /** Whether this thread, which is the current one, may call an application: whoever needs it can go elsewhere. */
    boolean mayCall() {
        return !spare && tied.get() == 0;
    }

    /** Returns when it began. On this thread. */
    long beginCall() {
        long now = System.nanoTime();
        call = now == 0 ? 1 : now;
        return now;
    }

    /** Returns whether it was seen to wait. On this thread. */
    boolean endCall() {
        boolean waited = waitingCall == call;
        call = 0;
        return waited;
    }

    /** When the current call began, 0 if there is none. Any thread. */
    long call() {
        return call;
    }

    /** The watch has seen this call wait for something. */
    void callWaits(long seen) {
        waitingCall = seen;
    }

    /** Whether an application holds this thread. Set by the watch. */
    boolean held() {
        return held;
    }

    void held(boolean now) {
        if (held != now) {
            held = now;
        }
    }

    /** Whether any of its connections could go to another thread, now or later. */
    boolean movable() {
        return connections.stream().anyMatch(ClientConnection::isMovable);
    }

    /** Looks for idle connections at once and often from now on. Any thread. */
    void drain() {
        thread.execute(() -> {
            if (!drainBeat) {
                drainBeat = true;
                drainBeat();
            }
        });
    }

    private void drainBeat() {
        closeIdle();
        after(DRAIN_BEAT_MILLIS, this::drainBeat);
    }

    private void closeIdle() {
        long now = System.nanoTime();
        forEach(connection -> connection.closeIfIdle(idle, now));
    }

    /** A connection that fails is ended, and the others live on, and so does the beat. */
    private void forEach(Consumer<ClientConnection> look) {
        for (ClientConnection connection : connections) {
            try {
                look.accept(connection);
            } catch (RuntimeException e) {
                LOG.error("a connection has failed and is ended", e);
                connection.sever();
            }
        }
    }

    /** Ends a connection whose last response was sent, once the client has ended it, or soon. On this thread. */
    void severAfterLinger(ClientConnection connection) {
        linger(connection, System.nanoTime() + IdlePolicy.LINGER.toNanos());
    }

    private void linger(ClientConnection connection, long deadline) {
        if (connection.isClosed()) {
            return;
        }
        if (connection.discardInput() || System.nanoTime() - deadline >= 0) {
            connection.cut();
        } else {
            after(LINGER_BEAT_MILLIS, () -> linger(connection, deadline));
        }
    }

    /** Ends all connections. Any thread. */
    void disconnectAll() {
        thread.execute(() -> connections.forEach(ClientConnection::disconnect));
    }

    private void after(long millis, Runnable task) {
        try {
            thread.executeAfter(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The thread is being ended.
        }
    }

    /** When the request began that has been in flight for longest, if any is. Any thread. */
    OptionalLong oldestBegan() {
        return connections.stream()
                .flatMap(connection -> connection.inFlight().stream())
                .mapToLong(Request::began)
                .min();
    }

    /** Any thread. */
    Stream<ClientConnection> connections() {
        return connections.stream();
    }

    /** Connections of this thread, with those on their way to it. */
    int load() {
        return load.get();
    }

    void add(ClientConnection connection) {
        load.incrementAndGet();
        connections.add(connection);
    }

    void remove(ClientConnection connection) {
        if (connections.remove(connection)) {
            load.decrementAndGet();
        }
    }
}
