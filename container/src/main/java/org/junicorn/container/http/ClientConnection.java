package org.junicorn.container.http;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;
import org.junicorn.container.proxy.ProxyHeader;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.nio.AcceptedSocket;

/**
 * One accepted connection, from the acceptor to its end, which is reported exactly once whatever causes it. Phases are
 * changed by the thread that owns the connection at that moment (its I/O thread, or the thread that completes a
 * response) and read by its I/O thread.
 */
final class ClientConnection {
    private final SocketChannel socket;
    private final boolean unix;
    private volatile IoLoop loop;
    private final Optional<IdlePolicy> own;
    private final Scorecard scorecard;
    private final Refusals refusals;
    private final Consumer<ClientConnection> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Whose turn it is; FREE only while it is WAITING, and may go to another I/O thread. */
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.BUSY);

    /** Whether it needs its I/O thread now, so that this must not be kept from its work. */
    private final AtomicBoolean tied = new AtomicBoolean();

    /** What the I/O thread is to do with a new connection; empty once it does. */
    private final AtomicReference<Optional<Runnable>> arrival = new AtomicReference<>(Optional.empty());

    private volatile Phase phase = Phase.WAITING;
    private volatile long since = System.nanoTime();
    private volatile boolean served;
    private volatile boolean last;
    private volatile boolean headBegan;
    private volatile int requests;

    /** Bytes read and written, each by the thread that owns the connection at that moment. */
    private volatile long received;

    private volatile long sent;

    /** How fast the client of this request is. On the I/O thread. */
    private Request paced;

    private Pace uploading;
    private Pace downloading;
    private volatile Optional<Stall> stall = Optional.empty();
    private volatile Request request;
    private volatile Optional<Http2Connection> http2 = Optional.empty();
    private volatile Optional<ProxyHeader> told = Optional.empty();
    private volatile boolean ajp;

    /** On the I/O thread; null if none is read. */
    private Preamble preamble;

    /** Whether nothing stands before its requests that another I/O thread would have to know of. */
    private boolean plain = true;

    private volatile boolean movable;

    /** Whether it was FREE until the read that goes on. Of the thread whose turn it is. */
    private boolean justClaimed;

    /** The socket as XNIO sees it. */
    private StreamConnection accepted;

    private Protocols.Protocol protocol;
    private StreamConnection stream;
    private RequestConduit input;
    private ResponseConduit output;

    private enum Turn {
        /** of the thread that reads a request, answers it, or ends the connection */
        BUSY,
        /** of whoever is first */
        FREE,
        /** on its way to another I/O thread */
        LEAVING
    }

    /**
     * @param own how long it may be idle; empty if that is as for all
     * @param refusals answers what is no request
     * @param onClose called once, on any thread, when the connection has ended
     */
    ClientConnection(
            SocketChannel socket,
            boolean unix,
            IoLoop loop,
            Optional<IdlePolicy> own,
            Scorecard scorecard,
            Refusals refusals,
            Consumer<ClientConnection> onClose) {
        this.socket = socket;
        this.unix = unix;
        this.loop = loop;
        this.own = own;
        this.scorecard = scorecard;
        this.refusals = refusals;
        this.onClose = onClose;
    }

    /** The connection on which the request of this exchange came. */
    static ClientConnection of(HttpServerExchange exchange) {
        Optional<Http2Stream> stream = Http2Stream.of(exchange);
        if (stream.isPresent()) {
            return stream.get().connection().connection();
        }
        AbstractServerConnection connection = (AbstractServerConnection) exchange.getConnection();
        return ((ResponseConduit) connection.getOriginalSinkConduit()).connection();
    }

    /** Begins with what stands before the first request. On the I/O thread. */
    void open(Entry entry) throws IOException {
        tie();
        accepted = AcceptedSocket.connect(loop.thread(), socket, unix, this::ended);
        stream = accepted;
        entry.enter(this, stream);
    }

    // How it goes from one I/O thread to another

    /** Lets its I/O thread do this first, or the one that takes it over until then. */
    void arrive(Runnable first) {
        arrival.set(Optional.of(first));
        loop.thread().execute(this::arrived);
    }

    private void arrived() {
        if (Thread.currentThread() != loop.thread()) {
            return; // taken over
        }
        arrival.getAndSet(Optional.empty()).ifPresent(Runnable::run);
    }

    /**
     * Gives it to another I/O thread, unless that would have to know more than that a request may come: if one is being
     * read or answered, or its protocol is not plain HTTP/1. Any thread.
     */
    void moveTo(IoLoop other) {
        if (loop == other) {
            return;
        }
        Optional<Runnable> first = arrival.getAndSet(Optional.empty());
        if (first.isPresent()) {
            assign(other);
            arrival.set(first);
            execute(this::arrived);
        } else if (movable && turn.compareAndSet(Turn.FREE, Turn.LEAVING)) {
            input.retire();
            AcceptedSocket.leave(accepted);
            assign(other);
            execute(this::reopen);
        }
    }

    private void assign(IoLoop other) {
        IoLoop before = loop;
        if (tied.compareAndSet(true, false)) {
            before.tie(-1);
        }
        loop = other;
        before.remove(this);
        other.add(this);
        if (isClosed()) {
            other.remove(this);
        }
    }

    private void execute(Runnable task) {
        try {
            loop.thread().execute(task);
        } catch (RejectedExecutionException e) {
            sever(); // the server is being closed
        }
    }

    /** On the I/O thread that has taken it over. */
    private void reopen() {
        if (isClosed()) {
            return;
        }
        try {
            accepted = AcceptedSocket.connect(loop.thread(), socket, unix, this::ended);
        } catch (CancelledKeyException e) {
            // It was this thread's before, whose selector has not waited since.
            loop.thread().executeAfter(this::reopen, 1, TimeUnit.MILLISECONDS);
            return;
        } catch (IOException e) {
            sever();
            return;
        }
        stream = accepted;
        converse(stream);
        turn.set(Turn.FREE);
        protocol.opening().open(this, stream);
    }

    /** Whether this conduit may read from the socket: it is the turn of its thread. */
    boolean claim(RequestConduit reader) {
        if (turn.compareAndSet(Turn.FREE, Turn.BUSY)) {
            if (reader.isRetired()) {
                turn.set(Turn.FREE);
                return false;
            }
            justClaimed = true;
            return true;
        }
        // Looked at in this order: who takes it over retires the reader before it is anybody's turn again.
        boolean busy = turn.get() == Turn.BUSY;
        if (!busy || reader.isRetired()) {
            return false;
        }
        justClaimed = false;
        return true;
    }

    /** Nothing has arrived for the conduit that has claimed it. */
    void nothingRead() {
        if (justClaimed) {
            justClaimed = false;
            turn.set(Turn.FREE);
        }
    }

    /** Whether a connection that waits for a request may be ended by this thread, or by nobody else at least. */
    private boolean claimToEnd() {
        return !movable || turn.compareAndSet(Turn.FREE, Turn.BUSY) || turn.get() == Turn.BUSY;
    }

    /** Whether it could go to another I/O thread, now or later. Any thread. */
    boolean isMovable() {
        return movable;
    }

    private void tie() {
        if (loop.lends() && tied.compareAndSet(false, true)) {
            loop.tie(1);
            if (isClosed()) {
                untie();
            }
        }
    }

    private void untie() {
        if (tied.get() && tied.compareAndSet(true, false)) {
            loop.tie(-1);
        }
    }

    /** A request thread, or its I/O thread as one, works on the request from here on. */
    void handedOver() {
        if (movable) {
            untie();
        }
    }

    /** No request thread works on this request any more. */
    void handedBack(Request worked) {
        if (movable && !worked.isFinished()) {
            tie();
            if (worked.isFinished()) {
                untie();
            }
        }
    }

    /** Whether requests of it may be answered by its I/O thread, which is the current one. On any thread. */
    boolean canBeInline() {
        return movable && Thread.currentThread() == loop.thread();
    }

    /** Whether writes wait for the client rather than say that nothing can be written. On the I/O thread. */
    void writeInPlace(boolean waiting) {
        output.writeInPlace(waiting);
    }

    /** The header of the PROXY protocol is awaited, or something else in its place. On the I/O thread. */
    void awaitPreamble(Preamble awaited) {
        preamble = awaited;
        plain = false;
        enter(Phase.SILENT);
    }

    /** It has begun. On the I/O thread. */
    void preambleBegins() {
        enter(Phase.PREAMBLE);
    }

    /** What follows it is next. On the I/O thread. */
    void preambleEnds(Optional<ProxyHeader> header) {
        preamble = null;
        told = header;
    }

    /** What the header of the PROXY protocol has told, if there was one. */
    Optional<ProxyHeader> told() {
        return told;
    }

    /**
     * Ends the connection for what its header of the PROXY protocol says, or since it has none. On the I/O thread.
     *
     * @param answered whether its client would understand an answer
     */
    void refuseAtDoor(StreamConnection open, boolean answered) {
        preamble = null;
        last = true;
        if (!answered) {
            scorecard.refused(Refused.PROXY);
            sever();
            return;
        }
        try {
            // It fits into the empty send buffer of a new socket.
            open.getSinkChannel().write(ByteBuffer.wrap(refuse(Refused.PROXY)));
            open.getSinkChannel().shutdownWrites();
            open.getSinkChannel().flush();
            endSoon();
        } catch (IOException e) {
            sever();
        }
    }

    /** Its bytes are packets of AJP. Before {@link #serve}. */
    void speakAjp() {
        ajp = true;
    }

    boolean speaksAjp() {
        return ajp;
    }

    /** Something was written without a request: the answer to a ping of AJP. */
    void pong() {
        if (phase == Phase.READING) {
            enter(Phase.ANSWERED);
        }
    }

    /** A handshake is awaited; {@link #handshake} is next. On the I/O thread. */
    void awaitHandshake() {
        enter(Phase.SILENT);
    }

    /** A handshake has begun, which is to end with {@link #serve}. On the I/O thread. */
    void handshake(StreamConnection secured) {
        stream = secured;
        enter(Phase.HANDSHAKING);
    }

    /**
     * Begins to read requests. On the I/O thread.
     *
     * @param open the accepted socket, or what was made of it on its way in
     */
    void serve(StreamConnection open, Protocols.Protocol spoken) {
        stream = open;
        protocol = spoken;
        converse(open);
        enter(Phase.WAITING);
        movable = plain && !ajp && own.isEmpty() && open == accepted && loop.lends();
        if (movable) {
            untie();
            turn.set(Turn.FREE);
        }
        spoken.opening().open(this, open);
    }

    private void converse(StreamConnection open) {
        input = new RequestConduit(open.getSourceChannel().getConduit(), this);
        output = new ResponseConduit(open.getSinkChannel().getConduit(), this);
        open.getSourceChannel()
                .setConduit(protocol.relaxed().isEmpty() ? input : new RelaxedConduit(input, this, protocol.relaxed()));
        open.getSinkChannel().setConduit(output);
    }

    /** Only its I/O thread can go on with it. On that thread. */
    private void stay() {
        movable = false;
        turn.set(Turn.BUSY);
        tie();
    }

    /** Gives back what was read of it already, to another protocol. On the I/O thread. */
    void serveAgain(ByteBuffer read, Protocols.Protocol spoken) {
        protocol = spoken;
        input.unread(read);
        if (!protocol.relaxed().isEmpty()) {
            stream.getSourceChannel().setConduit(new RelaxedConduit(input, this, protocol.relaxed()));
        }
        protocol.opening().open(this, stream);
    }

    /** A request asks for HTTP/2, and is answered as a stream of that. On the I/O thread. */
    void upgrades() {
        stay();
        enter(Phase.UPGRADED);
    }

    /** From now on it is one of HTTP/2, with many requests at a time. On the I/O thread. */
    void multiplex(Http2Connection streams) {
        stay();
        http2 = Optional.of(streams);
        enter(Phase.MULTIPLEXED);
    }

    IoLoop loop() {
        return loop;
    }

    // What the conduits and the handlers report

    /** Bytes of a request were read. */
    void bytesRead(long count) {
        scorecard.bytesReceived(count);
        received = received + count;
        if (phase == Phase.WAITING || phase == Phase.ANSWERED) {
            headBegan = true;
            tie();
            enter(Phase.READING);
        }
    }

    /** Bytes of a response were written; none, or an end, is none. */
    void bytesWritten(long count) {
        if (count > 0) {
            scorecard.bytesSent(count);
            sent = sent + count;
            if (http2.isPresent()) {
                http2.get().sent(count);
            }
        }
    }

    /** Whether the bytes that were read last, or put aside when they arrived, begin a head. True once for each. */
    boolean headBegan() {
        boolean began = headBegan;
        headBegan = false;
        return began;
    }

    /** Whether bytes that are written now are for no request: Undertow refuses what it cannot parse. */
    boolean refuses() {
        return phase == Phase.READING && !ajp;
    }

    /** What was read is no request. Returns the whole answer, after which Undertow closes the connection. */
    byte[] refuse() {
        last = true; // not for ever, if its client does not read the answer
        return refuse(Refused.MALFORMED);
    }

    private byte[] refuse(Refused reason) {
        enter(Phase.ANSWERED);
        return refusals.refuse(this, reason);
    }

    /** Where the client is, as a balancer has told; empty for a Unix socket, or if it is gone. */
    Optional<InetSocketAddress> peer() {
        Optional<InetSocketAddress> source = told.flatMap(ProxyHeader::source);
        if (source.isPresent()) {
            return source;
        }
        try {
            return !unix && socket.getRemoteAddress() instanceof InetSocketAddress address
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Undertow is ready to read a next request, and holds no byte of it. */
    void readsResumed(boolean empty) {
        if (phase == Phase.ANSWERED) {
            enter(Phase.WAITING);
            if (movable) {
                untie();
                Request answered = request;
                if (empty && !last && (answered == null || !answered.wasAnsweredForApp())) {
                    turn.set(Turn.FREE);
                }
            }
        }
    }

    /** A head was read. */
    void begin(Request begun) {
        requests = requests + 1;
        if (http2.isPresent()) {
            http2.get().begin(begun);
            return;
        }
        stall = Optional.empty();
        request = begun;
        enter(Phase.ANSWERING);
        output.begin(begun);
    }

    /** The exchange is complete. On the thread that completed it. */
    void complete(HttpServerExchange exchange) {
        if (http2.isPresent()) {
            return;
        }
        served = true;
        last = !exchange.isPersistent();
        if (exchange.isUpgrade()) {
            stay();
            enter(Phase.UPGRADED);
        } else if (!last && ((AbstractServerConnection) exchange.getConnection()).getExtraBytes() != null) {
            enter(Phase.READING);
        } else {
            enter(Phase.ANSWERED);
        }
    }

    /** Its client has ended its side. On the thread that reads. */
    void inputEnded() {
        Request current = request;
        if (phase == Phase.ANSWERING && current != null && !current.bodyComplete()) {
            current.bodyCutOff();
        }
    }

    /** A request was answered, or will not be. Any thread. */
    void ended(Request finished) {
        if (http2.isPresent()) {
            http2.get().ended(finished);
        }
    }

    private void enter(Phase next) {
        since = System.nanoTime();
        phase = next;
    }

    /** Answers in place of the application, if it has sent nothing yet; {@link #endSoon()} is next. On the I/O thread. */
    boolean answer(Request late, byte[] response) {
        return output.takeOver(late, response, !late.isCutOff());
    }

    /** Sends what stands before the response. On the thread that works on the request; waits until it is sent. */
    void interim(byte[] head) throws IOException {
        output.interim(ByteBuffer.wrap(head));
    }

    /** Severs it when its client has ended its side, or shortly after. Any thread. */
    void endSoon() {
        try {
            loop.thread().execute(() -> loop.severAfterLinger(this));
        } catch (RejectedExecutionException e) {
            sever(); // the server is being closed
        }
    }

    /** How many requests have begun on it, this one included. */
    int requests() {
        return requests;
    }

    /** The request that has begun is to be its last. HTTP/1 says so with the response. On the I/O thread. */
    void wearOut() {
        http2.ifPresent(Http2Connection::wearOut);
    }

    /** Sees to it that the client of a request in flight does not keep us waiting. On the I/O thread. */
    synchronized void checkPace(EdgeLimits limits, long now) {
        if (http2.isPresent()) {
            checkPace(http2.get(), limits, now);
            return;
        }
        Request current = request;
        if (phase != Phase.ANSWERING || own.isPresent() || current == null) {
            return;
        }
        if (current != paced) {
            paced = current;
            uploading = new Pace(limits.bodyTimeout(), limits.bodyRate(), received);
            downloading = new Pace(limits.sendTimeout(), limits.sendRate(), sent);
            stall = Optional.of(new Stall(limits.sendRate(), sent, now));
        }
        stall.orElseThrow().look(output.awaited(), sent, now);
        if (uploading.tooSlow(!current.bodyComplete() && input.awaited(), received, now)) {
            current.sendsTooSlowly(limits);
        } else if (downloading.tooSlow(output.awaited(), sent, now)) {
            current.readsTooSlowly();
        }
    }

    /** Each stream by itself, and whether anything is read at all: a goodbye could not be sent either. */
    private void checkPace(Http2Connection streams, EdgeLimits limits, long now) {
        if (downloading == null) {
            downloading = new Pace(limits.sendTimeout(), limits.sendRate(), sent);
        }
        if (downloading.tooSlow(output.awaited(), sent, now)) {
            scorecard.refused(Refused.SLOW);
            cut();
        } else {
            streams.checkPace(limits, now);
        }
    }

    /** The requests that are in flight, of which HTTP/1 has one. Any thread. */
    Collection<Request> inFlight() {
        return http2.map(Http2Connection::inFlight).orElseGet(() -> Optional.ofNullable(request)
                .filter(r -> !r.isFinished())
                .map(Set::of)
                .orElse(Set.of()));
    }

    /** Whether a request is being answered, or its connection being closed in an orderly manner afterwards. */
    boolean inExchange() {
        return phase == Phase.ANSWERING || lingers();
    }

    /** Whether the last response was sent, and nothing more of the client matters than that it ends its side. */
    boolean lingers() {
        return last && (phase == Phase.ANSWERED || phase == Phase.WAITING);
    }

    // How it ends

    /** How long its client has kept us waiting; empty if it has not, or may. Any thread. */
    Optional<Patience.Wait> waited(long now) {
        if (own.isPresent() || last || isClosed()) {
            return Optional.empty();
        }
        return switch (phase) {
            case SILENT, HANDSHAKING, PREAMBLE, WAITING -> Patience.Wait.of(Patience.IDLE, now - since);
            case READING -> ajp ? Optional.empty() : Patience.Wait.of(Patience.IDLE, now - since);
            case MULTIPLEXED ->
                http2.flatMap(streams -> streams.idle(now)).map(nanos -> new Patience.Wait(Patience.IDLE, nanos));
            case ANSWERING -> waitedWithRequest(now);
            case ANSWERED, UPGRADED -> Optional.empty();
        };
    }

    private Optional<Patience.Wait> waitedWithRequest(long now) {
        Request current = request;
        if (current == null || current.isFinished()) {
            return Optional.empty();
        }
        return current.isReceived()
                ? Patience.Wait.of(Patience.SLOW, now - current.began())
                : stall.filter(stalled -> output.awaited())
                        .map(stalled -> new Patience.Wait(Patience.SLOW, stalled.lasts(now)));
    }

    /** Ends it, if its client still keeps us waiting, to make room for another one. On the I/O thread. */
    void makeRoom(long now) {
        if (waited(now).filter(Patience.Wait::isEnough).isEmpty()) {
            return;
        }
        switch (phase) {
            case MULTIPLEXED -> wearOut();
            case ANSWERING -> request.makeRoom();
            case READING -> {
                scorecard.refused(Refused.CROWDED);
                last = true;
                output.sayLast(refusals.refuseToWait(this));
                discardInput(); // no lingering: its place is wanted
                close();
            }
            default -> {
                if (!claimToEnd()) {
                    return; // it is on its way to another I/O thread
                }
                boolean arrived =
                        phase == Phase.WAITING ? input.somethingArrived() : phase == Phase.SILENT && beginningArrived();
                if (!arrived) {
                    scorecard.refused(Refused.CROWDED);
                    close();
                } // or it is read next
            }
        }
    }

    /** Closes it if its time is up. On the I/O thread. Returns the nanoseconds until it will be. */
    long closeIfIdle(IdlePolicy policy, long now) {
        if (http2.isPresent()) {
            http2.get().look(own.orElse(policy), now);
            return Long.MAX_VALUE;
        }
        Phase current = phase;
        long remaining = own.orElse(policy).remaining(current, since, served, last, now);
        if (remaining > 0) {
            return remaining;
        }
        if (current == Phase.WAITING && !claimToEnd()) {
            return Long.MAX_VALUE;
        }
        if (current == Phase.WAITING && input.somethingArrived() || current == Phase.SILENT && beginningArrived()) {
            return Long.MAX_VALUE;
        }
        if (current == Phase.READING && !last && !ajp) {
            served = true;
            last = true;
            enter(Phase.ANSWERED);
            output.sayLast(refusals.refuseSlow(this));
            return Long.MAX_VALUE;
        }
        close();
        return Long.MAX_VALUE;
    }

    private boolean beginningArrived() {
        return preamble == null ? bytesArrived() : preamble.look();
    }

    /** Whether there is something to read that nobody has read yet. Not for Unix sockets. */
    private boolean bytesArrived() {
        try {
            return socket.socket().getInputStream().available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes it unless a request thread works on it, in which case its socket is closed. On the I/O thread. */
    void disconnect() {
        if (!inFlight().isEmpty() || !claimToEnd()) {
            sever();
        } else {
            close();
        }
    }

    /** Closes it through Undertow, which ends its exchange. On the I/O thread or the thread that owns the exchange. */
    void close() {
        if (stream == null) {
            sever();
        } else {
            IoUtils.safeClose(stream);
        }
    }

    /** Closes the socket behind the back of Undertow, which notices it at its next read or write. Any thread. */
    void sever() {
        IoUtils.safeClose(socket);
        ended();
    }

    /** Severs it, and wakes who waits for the client, so that its exchange ends. On the I/O thread. */
    void cut() {
        if (input != null) {
            input.wake();
            output.wake();
        }
        sever();
    }

    /**
     * Discards what has arrived: closing a socket with unread input resets it, and the client might lose the response
     * that it has not read yet. On the I/O thread.
     *
     * @return whether the client has ended its side
     */
    boolean discardInput() {
        ByteBuffer discarded = ByteBuffer.allocate(16 * 1024);
        try {
            for (int i = 0; i < 64; i++) {
                int count = socket.read(discarded.clear());
                if (count <= 0) {
                    return count < 0;
                }
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void ended() {
        if (closed.compareAndSet(false, true)) {
            if (phase == Phase.HANDSHAKING) {
                scorecard.handshakeFailed();
            }
            untie();
            inFlight().forEach(Request::connectionEnded);
            onClose.accept(this);
        }
    }

    boolean isClosed() {
        return closed.get();
    }
}
