package org.junicorn.container.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junicorn.container.proxy.ProxyHeader;
import org.junicorn.container.proxy.ProxyHeader.Absent;
import org.junicorn.container.proxy.ProxyHeader.Complete;
import org.junicorn.container.proxy.ProxyHeader.Incomplete;
import org.junicorn.container.proxy.ProxyHeader.Malformed;
import org.junicorn.container.proxy.ProxyHeader.Outcome;
import org.xnio.Buffers;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.PushBackStreamSourceConduit;

/**
 * Reads the header of the PROXY protocol, below everything else: TLS and HTTP begin behind it. A balancer sends it at once,
 * so it must be there soon after its first byte. On the I/O thread of the connection.
 */
final class Preamble implements ChannelListener<ConduitStreamSourceChannel> {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StreamConnection connection;
    private final boolean required;
    private final Runnable onFirstByte;
    private final Consumer<Optional<ProxyHeader>> onRead;
    private final Consumer<String> onRefuse;
    private final ByteBuffer seen = ByteBuffer.allocate(ProxyHeader.LONGEST);
    private XnioExecutor.Key timer;
    private boolean done;

    /**
     * @param required whether a connection without one is refused
     * @param onFirstByte called when something arrives
     * @param onRead called with what it says, or without if there is none; the connection's next byte is the one behind it
     * @param onRefuse called with the reason if it is missing, malformed or late
     */
    Preamble(
            StreamConnection connection,
            boolean required,
            Runnable onFirstByte,
            Consumer<Optional<ProxyHeader>> onRead,
            Consumer<String> onRefuse) {
        this.connection = connection;
        this.required = required;
        this.onFirstByte = onFirstByte;
        this.onRead = onRead;
        this.onRefuse = onRefuse;
    }

    void read() {
        if (required) {
            startTimer();
        }
        connection.getSourceChannel().setReadListener(this);
        handleEvent(connection.getSourceChannel());
    }

    private void startTimer() {
        if (timer == null) {
            timer = connection
                    .getIoThread()
                    .executeAfter(
                            () -> refuse("no header of the PROXY protocol came in time"),
                            PATIENCE.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Whether something has arrived, with which it goes on then. */
    boolean look() {
        handleEvent(connection.getSourceChannel());
        return done || seen.position() > 0;
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel channel) {
        while (!done) {
            int count;
            try {
                count = channel.read(seen);
                if (count == 0) {
                    channel.resumeReads();
                    return;
                } else if (count < 0) {
                    end();
                    IoUtils.safeClose(connection);
                    return;
                }
            } catch (IOException e) {
                end();
                IoUtils.safeClose(connection);
                return;
            }
            if (seen.position() == count) {
                onFirstByte.run();
            }
            startTimer();
            follow(ProxyHeader.parse(seen.array(), seen.position()));
        }
    }

    private void follow(Outcome outcome) {
        if (outcome instanceof Complete complete) {
            go(Optional.of(complete.header()), complete.length());
        } else if (outcome instanceof Malformed malformed) {
            refuse("the header of the PROXY protocol is malformed: " + malformed.fault());
        } else if (outcome instanceof Absent && required) {
            refuse("there is no header of the PROXY protocol");
        } else if (outcome instanceof Absent) {
            go(Optional.empty(), 0);
        } else if (!(outcome instanceof Incomplete)) {
            throw new AssertionError("no branch for " + outcome);
        }
    }

    private void go(Optional<ProxyHeader> header, int length) {
        end();
        if (seen.position() > length) {
            PushBackStreamSourceConduit rest = new PushBackStreamSourceConduit(
                    connection.getSourceChannel().getConduit());
            rest.pushBack(
                    Buffers.pooledWrapper(ByteBuffer.wrap(Arrays.copyOfRange(seen.array(), length, seen.position()))));
            connection.getSourceChannel().setConduit(rest);
        }
        onRead.accept(header);
    }

    private void refuse(String reason) {
        if (!done) {
            end();
            onRefuse.accept(reason);
        }
    }

    private void end() {
        done = true;
        connection.getSourceChannel().suspendReads();
        connection.getSourceChannel().setReadListener(null);
        if (timer != null) {
            timer.remove();
        }
    }
}
