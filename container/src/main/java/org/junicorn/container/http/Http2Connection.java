package org.junicorn.container.http;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.GuardedChannel;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.server.protocol.http2.FirstStream;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.junicorn.container.EdgeLimits;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * The streams of one connection, each of which is a request. On the connection's I/O thread, but for the end of
 * requests.
 *
 * <pre>
 *   OPEN ─drain, idle─► ANNOUNCED ─client has heard it, or 1 s─► LEAVING ─no stream is open─► PARTING ─┐
 *     └──────────────── the client says that it leaves ────────────▲                                   │
 *                                           ENDED ◄─client has read all of it, or shows no sign of that┘
 * </pre>
 */
final class Http2Connection implements GuardedChannel.Guard {
    private static final Logger LOG = Logger.getLogger(Http2Connection.class);

    /** For a client to hear that it should open no more streams, if it does not say that it has. */
    private static final long HEARING = Duration.ofSeconds(1).toNanos();

    /** For a client to read on, of what was sent last (nginx: lingering_timeout and lingering_time). */
    private static final long SIGN_OF_LIFE = Duration.ofSeconds(5).toNanos();

    private static final long READING_ON = Duration.ofSeconds(30).toNanos();

    /** Requests whose clients have all of their responses, and whose threads do not know it yet. */
    private static final int MOST_LATE = 200;

    private enum State {
        OPEN,
        /** what the client opens is served still */
        ANNOUNCED,
        /** what it opens is refused */
        LEAVING,
        /** everything was said, and may be on its way still */
        PARTING,
        ENDED
    }

    private final ClientConnection connection;
    private final Http2Options options;
    private final HttpHandler root;
    private final FrameHeads heads = new FrameHeads(this::frame);
    private final FrameBudget budget;
    private final Set<Request> open = ConcurrentHashMap.newKeySet();
    private GuardedChannel channel;
    private StreamConnection stream;
    private Optional<String> offence = Optional.empty();
    private volatile State state = State.OPEN;
    private long stateSince;
    private long lastFrame = System.nanoTime();
    private volatile long idleSince = lastFrame;
    private volatile boolean served;
    private boolean goodbyeSent;
    private volatile boolean worn;

    Http2Connection(ClientConnection connection, Http2Options options, HttpHandler root) {
        this.connection = connection;
        this.options = options;
        this.root = root;
        this.budget = new FrameBudget(options.head(), lastFrame);
    }

    void open(StreamConnection opened, ByteBufferPool buffers, OptionMap undertow) {
        begin(opened, buffers, undertow, null);
        channel.resumeReceives();
    }

    void open(
            StreamConnection opened,
            ByteBufferPool buffers,
            OptionMap undertow,
            HttpServerExchange first,
            ByteBuffer settings) {
        FirstStream.begin(begin(opened, buffers, undertow, settings), first, channel);
        channel.resumeReceives();
    }

    private Http2ReceiveListener begin(
            StreamConnection opened, ByteBufferPool buffers, OptionMap undertow, ByteBuffer settings) {
        stream = opened;
        ConduitStreamSourceChannel source = stream.getSourceChannel();
        source.setConduit(new FrameGuard(source.getConduit(), this::inspect));
        channel = new GuardedChannel(stream, buffers, settings, undertow, this);
        Http2ReceiveListener receiver = new Http2ReceiveListener(this::handle, undertow, HttpServer.BUFFER_SIZE, null);
        channel.getReceiveSetter().set(receiver);
        return receiver;
    }

    // What the client sends

    private void inspect(ByteBuffer bytes) throws IOException {
        heads.next(bytes);
        if (offence.isPresent()) {
            LOG.infof("an HTTP/2 connection is ended: its client has sent %s", offence.get());
            throw new ConnectionErrorException(Http2Channel.ERROR_ENHANCE_YOUR_CALM, offence.get());
        }
    }

    private void frame(int type, int flags, int length) {
        lastFrame = System.nanoTime();
        if (offence.isEmpty()) {
            offence = budget.frame(type, flags, length, lastFrame);
        }
    }

    @Override
    public boolean admits() {
        return (state == State.OPEN || state == State.ANNOUNCED) && (open.size() < options.streams() || hasRoom());
    }

    /**
     * Whether it only looks as if there were no room: a client that has got all of a response opens the next stream at
     * once, and the thread of the request learns a moment later that it is over.
     */
    private boolean hasRoom() {
        return open.size() < options.streams() + MOST_LATE
                && open.stream().filter(request -> !request.isSent()).count() < options.streams();
    }

    private void handle(HttpServerExchange exchange) throws Exception {
        Http2StreamSourceChannel source = channel.arriving();
        new Http2Stream(this, source == null ? 1 : source.getStreamId()).attach(exchange);
        if (source != null) {
            HeaderMap trailers = new HeaderMap();
            // Attached now: a request thread must not look for attachments while one is added.
            exchange.putAttachment(HttpAttachments.REQUEST_TRAILERS, trailers);
            source.setTrailersHandler(received -> trailers.putAll(channel.trailers()));
        }
        // What the client says it is decides nothing.
        exchange.setRequestScheme(exchange.getConnection().getSslSessionInfo() == null ? "http" : "https");
        root.handleRequest(exchange);
    }

    ClientConnection connection() {
        return connection;
    }

    GuardedChannel channel() {
        return channel;
    }

    void begin(Request request) {
        open.add(request);
    }

    /** A request was answered, or will not be. Any thread. */
    void ended(Request request) {
        if (!open.remove(request)) {
            return;
        }
        served = true;
        budget.served();
        if (open.isEmpty()) {
            idleSince = System.nanoTime();
            try {
                connection.loop().thread().execute(this::endIfDone);
            } catch (RejectedExecutionException e) {
                // The thread is being ended.
            }
        }
    }

    Collection<Request> inFlight() {
        return Collections.unmodifiableSet(open);
    }

    /** Bytes were sent. */
    void sent(long count) {
        budget.sent(count);
    }

    /** Its client is told to leave, a moment later. On the I/O thread. */
    void wearOut() {
        worn = true;
    }

    /** Sees to it that the client of no request keeps us waiting. On the I/O thread. */
    void checkPace(EdgeLimits limits, long now) {
        open.forEach(request -> request.checkPace(limits, now));
    }

    // How it ends

    /** For how many nanoseconds no stream has been open; empty if one is, or it leaves anyway. Any thread. */
    Optional<Long> idle(long now) {
        return open.isEmpty() && state == State.OPEN && !worn ? Optional.of(now - idleSince) : Optional.empty();
    }

    /** Does what is due. On the I/O thread, several times a second. */
    void look(IdlePolicy policy, long now) {
        if (state == State.OPEN) {
            lookWhenOpen(policy, now);
        } else if (state == State.ANNOUNCED && now - stateSince >= HEARING) {
            leave();
        } else if (state == State.PARTING && hasStoppedReading(now)) {
            end();
        } else {
            endIfDone();
        }
    }

    private boolean hasStoppedReading(long now) {
        long sign = lastFrame - stateSince > 0 ? lastFrame : stateSince;
        return now - sign >= SIGN_OF_LIFE || now - stateSince >= READING_ON;
    }

    private void lookWhenOpen(IdlePolicy policy, long now) {
        boolean idle = open.isEmpty() && policy.untilLeaving(idleSince, served, now) <= 0;
        if (!channel.introduced()) {
            if (idle || policy.untilHeadIsLate(lastFrame, now) <= 0) {
                connection.close();
            }
        } else if (open.isEmpty() && heads.amidst() && policy.untilHeadIsLate(lastFrame, now) <= 0) {
            connection.close();
        } else if (idle || worn || policy.draining()) {
            state = State.ANNOUNCED;
            stateSince = now;
            channel.announce();
        }
    }

    @Override
    public void heard() {
        if (state == State.ANNOUNCED) {
            leave();
        }
    }

    @Override
    public void caughtUp() {
        if (state == State.PARTING) {
            end();
        }
    }

    @Override
    public void leaves() {
        if (state == State.OPEN || state == State.ANNOUNCED) {
            leave();
        }
    }

    private void leave() {
        state = State.LEAVING;
        channel.leave(() -> {
            goodbyeSent = true;
            endIfDone();
        });
    }

    private void endIfDone() {
        if (state == State.LEAVING && goodbyeSent && open.isEmpty()) {
            state = State.PARTING;
            stateSince = System.nanoTime();
            channel.part();
        }
    }

    /** The socket is closed when the client has closed its side, or soon. */
    private void end() {
        state = State.ENDED;
        channel.suspendReceives();
        ConduitStreamSinkChannel sink = stream.getSinkChannel();
        try {
            sink.shutdownWrites();
            if (!sink.flush()) {
                sink.setWriteListener(ChannelListeners.flushingChannelListener(null, (c, e) -> IoUtils.safeClose(c)));
                sink.resumeWrites();
            }
            connection.endSoon();
        } catch (IOException e) {
            LOG.debug("the client did not wait for the end of its connection", e);
            connection.close();
        }
    }
}
