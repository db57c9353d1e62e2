package io.undertow.protocols.http2;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/**
 * The server's side of an HTTP/2 connection, with what Undertow's channel lacks:
 *
 * <ul>
 *   <li>a GOAWAY that ends no stream, and one of the client that ends none (Undertow closes at either);
 *   <li>a limit for open streams, which Undertow announces and does not keep;
 *   <li>a head that comes in several packets is a request when it is complete, and not before;
 *   <li>trailers stay apart from the header fields, which a request thread may be reading (RFC 9110, 6.5.1);
 *   <li>what still comes for a stream that we have reset is discarded and does not end the connection (RFC 9113, 5.1);
 *   <li>the window of the connection is that of its streams together: Undertow's would be full of what requests have
 *       sent that wait for a thread, and those that have one would wait for their bodies for ever;
 *   <li>a window above 64 KiB is opened for the connection as well, or clients would wait for ever;
 *   <li>the client cannot make our table of header fields larger than we want it.
 * </ul>
 *
 * <p>Reads, and calls its guard, on the I/O thread.
 */
public final class GuardedChannel extends Http2Channel {
    private static final Logger LOG = Logger.getLogger(GuardedChannel.class);
    private static final int FIRST_WINDOW = 65535;
    private static final int MOST_RESET = 1000;
    private static final int MOST_INTERIM = 8 * 1024;
    private static final int FIELD = 32;
    private static final byte[] PROBE = {'l', 'a', 's', 't', 'c', 'a', 'l', 'l'};
    private static final byte[] PARTING = {'p', 'a', 'r', 't', 'i', 'n', 'g', '!'};

    private final Guard guard;

    /** Streams that we have reset lately, of which frames may be on their way. */
    private final Set<Integer> reset = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    /** Streams that the client has reset lately, of which there must be none. */
    private final Set<Integer> resetByPeer = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

    private final Map<Integer, Http2StreamSinkChannel> responses = new ConcurrentHashMap<>();

    private boolean introduced;
    private volatile int lastStream;
    private int malformed = -1;
    private HeaderMap trailers = new HeaderMap();
    private Http2StreamSourceChannel arriving;

    /** Who decides about the connection. On the I/O thread, and quick. */
    public interface Guard {
        /** Whether a new stream is served; if not, its client is told that it can be tried again elsewhere. */
        boolean admits();

        /** The client has received {@link #announce}. */
        void heard();

        /** The client has received all that was sent before {@link #part}. */
        void caughtUp();

        /** The client opens no more streams. */
        void leaves();
    }

    private static final class Recent extends LinkedHashMap<Integer, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Boolean> eldest) {
            return size() > MOST_RESET;
        }
    }

    /**
     * @param settings of a client that has come by Upgrade, whose first stream is its request; else null
     */
    public GuardedChannel(
            StreamConnection connection, ByteBufferPool buffers, ByteBuffer settings, OptionMap options, Guard guard) {
        super(connection, null, buffers, null, false, settings != null, true, settings, options);
        this.guard = guard;
        if (settings != null) {
            lastStream = 1;
        }
    }

    /** The stream of the request that is being begun; null for the one that has come by Upgrade. On the I/O thread. */
    public Http2StreamSourceChannel arriving() {
        return arriving;
    }

    /** The trailers that were just received. On the I/O thread. */
    public HeaderMap trailers() {
        return trailers;
    }

    /** Whether the response of this stream was sent to its end, and not reset. On the I/O thread. */
    public boolean isSent(int stream) {
        return !responses.containsKey(stream) && !reset.contains(stream) && !resetByPeer.contains(stream);
    }

    /** Whether both sides have sent their settings, before which nothing else may be sent (RFC 9113, 3.4). */
    public boolean introduced() {
        return introduced;
    }

    /** Tells the client to open no more streams; those that it opens until it has heard of it are served. */
    public void announce() {
        send(new GoAwaySink(this, Integer.MAX_VALUE), () -> {});
        sendPing(PROBE.clone());
    }

    /**
     * Tells the client which streams are served, if all others are refused from now on.
     *
     * @param sent run on the I/O thread when it was sent
     */
    public void leave(Runnable sent) {
        send(new GoAwaySink(this, lastStream), sent);
    }

    /**
     * Asks the client to say when it has received everything. What a socket has taken it may not have sent yet, and
     * loses if it is closed and its client sends something more, as that it has read a part of it.
     */
    public void part() {
        sendPing(PARTING.clone());
    }

    /**
     * Sends a response before the response. Any thread.
     *
     * @param fields with the status; too many for one frame are not sent
     */
    public void interim(int stream, HeaderMap fields) {
        int size = 0;
        for (HeaderValues values : fields) {
            for (String value : values) {
                size += values.getHeaderName().length() + value.length() + FIELD;
            }
        }
        if (size <= MOST_INTERIM) {
            send(new InterimSink(this, stream, fields), () -> {});
        }
    }

    private void send(AbstractHttp2StreamSinkChannel frame, Runnable sent) {
        try {
            frame.shutdownWrites();
            if (frame.flush()) {
                sent.run();
            } else {
                frame.getWriteSetter()
                        .set(ChannelListeners.flushingChannelListener(
                                sink -> sent.run(), (sink, e) -> IoUtils.safeClose(this)));
                frame.resumeWrites();
            }
        } catch (IOException e) {
            LOG.debug("the client did not wait for the end of its connection", e);
            IoUtils.safeClose(this);
        }
    }

    @Override
    public synchronized AbstractHttp2StreamSourceChannel receive() throws IOException {
        AbstractHttp2StreamSourceChannel received = super.receive();
        if (received instanceof Http2PingStreamSourceChannel ping) {
            if (ping.isAck() && Arrays.equals(ping.getData(), PROBE)) {
                guard.heard();
            } else if (ping.isAck() && Arrays.equals(ping.getData(), PARTING)) {
                guard.caughtUp();
            }
        } else if (received instanceof Http2StreamSourceChannel stream) {
            int id = stream.getStreamId();
            lastStream = Math.max(lastStream, id);
            if (id == malformed) {
                sendRstStream(id, ERROR_PROTOCOL_ERROR);
                return null;
            } else if (!guard.admits()) {
                sendRstStream(id, ERROR_REFUSED_STREAM);
                return null;
            }
            arriving = stream;
        }
        return received;
    }

    @Override
    protected FrameHeaderData parseFrame(ByteBuffer data) throws IOException {
        Http2FrameHeaderParser frame = (Http2FrameHeaderParser) super.parseFrame(data);
        if (frame == null || frame.getContinuationParser() != null) {
            return null;
        }
        if (frame.parser instanceof Http2HeadersParser head) {
            if (frame.type == FRAME_TYPE_CONTINUATION) {
                frame.type = FRAME_TYPE_HEADERS;
                frame.flags = HEADERS_FLAG_END_HEADERS | (head.isHeadersEndStream() ? HEADERS_FLAG_END_STREAM : 0);
            }
            if (getIncomingStream(frame.streamId) == null) {
                malformed = RequestHead.accept(head.getHeaderMap()) ? -1 : frame.streamId;
            } else {
                takeTrailers(frame.streamId, head.getHeaderMap());
            }
        } else if (frame.parser instanceof Http2SettingsParser sent) {
            sent.getSettings().replaceAll(GuardedChannel::bounded);
        } else if (frame.type == FRAME_TYPE_DATA) {
            super.updateReceiveFlowControlWindow(frame.length);
        }
        return frame;
    }

    private void takeTrailers(int stream, HeaderMap received) {
        trailers = new HeaderMap();
        trailers.putAll(received);
        if (!RequestHead.acceptTrailers(received)) {
            sendRstStream(stream, ERROR_PROTOCOL_ERROR);
        }
        received.clear();
    }

    /** The table may be smaller than the client allows (RFC 7541, 4.2). */
    private static Http2Setting bounded(Http2Setting sent) {
        return sent.getId() == Http2Setting.SETTINGS_HEADER_TABLE_SIZE && sent.getValue() > Hpack.DEFAULT_TABLE_SIZE
                ? new Http2Setting(sent.getId(), Hpack.DEFAULT_TABLE_SIZE)
                : sent;
    }

    @Override
    protected AbstractHttp2StreamSourceChannel createChannel(FrameHeaderData header, PooledByteBuffer data)
            throws IOException {
        Http2FrameHeaderParser frame = (Http2FrameHeaderParser) header;
        if (frame.type == FRAME_TYPE_GOAWAY) {
            data.close();
            guard.leaves();
            return null;
        }
        if (frame.type == FRAME_TYPE_RST_STREAM) {
            resetByPeer.add(frame.streamId);
        }
        boolean late = reset.contains(frame.streamId) && !resetByPeer.contains(frame.streamId);
        if (late && frame.type == FRAME_TYPE_DATA) {
            data.close();
            return null;
        } else if (late && frame.type == FRAME_TYPE_HEADERS) {
            data.close();
            return null;
        }
        AbstractHttp2StreamSourceChannel created = super.createChannel(header, data);
        if (frame.type == FRAME_TYPE_SETTINGS && isOpen()) {
            settingsReceived();
        }
        return created;
    }

    private void settingsReceived() throws IOException {
        if (!introduced) {
            introduced = true;
            int more = getInitialReceiveWindowSize() - FIRST_WINDOW;
            if (more > 0) {
                sendUpdateWindowSize(0, more); // RFC 9113, 6.9.2: SETTINGS do not change it
            }
        }
        notifyFlowControlAllowed();
    }

    /** It was done when the data came. */
    @Override
    public void updateReceiveFlowControlWindow(int read) {}

    @Override
    void registerStreamSink(Http2HeadersStreamSinkChannel sink) {
        responses.put(sink.getStreamId(), sink);
        super.registerStreamSink(sink);
    }

    /** Undertow sends "100 Continue" as if it were the response, whose window would not be known any more then. */
    @Override
    void removeStreamSink(int stream) {
        if (stream == 0) {
            return; // SETTINGS, perhaps of the constructor above
        }
        Http2StreamSinkChannel response = responses.get(stream);
        if (response == null || !response.isOpen() || response.isWritesShutdown()) {
            responses.remove(stream);
            super.removeStreamSink(stream);
        }
    }

    /** The first reason counts: a stream that is reset ends others' reads and writes, who reset it for that. */
    @Override
    public void sendRstStream(int stream, int status) {
        if (reset.add(stream)) {
            responses.remove(stream);
            super.sendRstStream(stream, status);
        }
    }
}
