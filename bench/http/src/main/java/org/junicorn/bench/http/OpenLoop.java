package org.junicorn.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.bench.Histogram;

/**
 * A client that asks at a fixed rate, whether it is answered or not, as many users together do. Each request has its time,
 * and its latency counts from then, also if it has to wait for a connection that is free. So a server that stops for a
 * second is charged with all the requests of that second, while a client that waits for each answer would see one slow
 * one ("coordinated omission"). Runs on the calling thread, whose own pauses are charged to the server, too.
 */
final class OpenLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long NAP = 20_000;
    private static final long FAR = 2_000_000;

    private final Wire.Opener opener;
    private final InetSocketAddress address;
    private final Cell cell;
    private final List<byte[]> requests = new ArrayList<>();
    private final int connections;
    private final Duration patience;

    /** @param opener opens its connections */
    OpenLoop(Wire.Opener opener, Target target) {
        this(opener, target, PATIENCE);
    }

    /** @param patience with answers that are missing when all requests were due */
    OpenLoop(Wire.Opener opener, Target target, Duration patience) {
        this.opener = opener;
        this.patience = patience;
        this.address = target.address();
        this.cell = target.cell();
        this.connections = target.connections();
        target.asks().forEach(ask -> requests.add(ask.bytes()));
    }

    /**
     * What came of it.
     *
     * @param latencies of all requests, lost ones as long as they were waited for
     * @param errors of them: wrong answers, connections that failed, no answer within some seconds
     */
    record Outcome(Histogram latencies, long errors) {}

    /**
     * @param perSecond more than 0
     * @param before asked as well, but not counted
     */
    Outcome run(double perSecond, Duration before, Duration counted) throws IOException {
        return run(perSecond, before, counted, () -> {});
    }

    /** @param ready is run once all connections are open, before the first request */
    Outcome run(double perSecond, Duration before, Duration counted, Runnable ready) throws IOException {
        try (Run run = new Run(perSecond, before, counted)) {
            return run.go(ready);
        }
    }

    /** Something that is asked, once at a time. */
    private final class Asker {
        private final Response response = new Response();
        private Wire wire;
        private long due = -1;

        private boolean isBusy() {
            return due >= 0;
        }
    }

    private final class Run implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final Deque<Asker> free = new ArrayDeque<>();
        private final List<Asker> all = new ArrayList<>();
        private final Histogram latencies = new Histogram();
        private final double gap;
        private final long count;
        private final long skipped;
        private long begin;
        private long sent;
        private long ended;
        private long errors;

        private Run(double perSecond, Duration before, Duration counted) throws IOException {
            this.gap = 1e9 / perSecond;
            this.skipped = (long) (before.toNanos() / gap);
            this.count = skipped + Math.max(1, (long) (counted.toNanos() / gap));
        }

        private Outcome go(Runnable ready) throws IOException {
            for (int i = 0; i < connections; i++) {
                Asker asker = new Asker();
                if (!cell.closes()) {
                    asker.wire = opener.open(address, selector, asker);
                }
                all.add(asker);
                free.add(asker);
            }
            ready.run();
            begin = System.nanoTime();
            long giveUp = begin + (long) (count * gap) + patience.toNanos();
            while (ended < count) {
                long now = System.nanoTime();
                if (now > giveUp) {
                    giveUp(now);
                    break;
                }
                while (sent < count && !free.isEmpty() && due(sent) <= now) {
                    send(free.remove(), sent++);
                }
                await(now);
            }
            return new Outcome(latencies, errors);
        }

        private long due(long request) {
            return begin + (long) (request * gap);
        }

        /** A selector sleeps for whole milliseconds, which is longer than an answer takes. */
        private void await(long now) throws IOException {
            boolean idle = ended == sent;
            if (idle && sent < count && due(sent) - now > FAR) {
                selector.select(1);
            } else if (selector.selectNow() == 0) {
                LockSupport.parkNanos(NAP);
            }
            for (SelectionKey key : selector.selectedKeys()) {
                receive((Asker) key.attachment());
            }
            selector.selectedKeys().clear();
        }

        private void send(Asker asker, long request) {
            asker.due = due(request);
            asker.response.begin();
            try {
                if (asker.wire == null) {
                    asker.wire = opener.open(address, selector, asker);
                }
                asker.wire.send(requests.get((int) (request % requests.size())));
            } catch (IOException e) {
                end(asker, false, true);
            }
        }

        private void receive(Asker asker) throws IOException {
            Response response = asker.response;
            if (asker.wire == null) {
                return; // closed since it was selected
            }
            boolean complete;
            boolean closed;
            try {
                complete = response.take(asker.wire.receive());
                closed = asker.wire.isEnded();
                complete |= closed && asker.isBusy() && response.closed();
            } catch (IOException | NumberFormatException e) {
                complete = false;
                closed = true;
            }
            if (asker.isBusy() && (complete || closed)) {
                boolean right = complete && response.status() == 200 && cell.answers(response.body());
                end(asker, right, closed || response.closes() || cell.closes());
            } else if (closed) {
                drop(asker);
            }
        }

        private void end(Asker asker, boolean right, boolean unusable) {
            count(asker.due, System.nanoTime(), right);
            asker.due = -1;
            if (unusable) {
                drop(asker);
            }
            free.add(asker);
        }

        private void count(long due, long now, boolean right) {
            ended++;
            if (due >= due(skipped)) {
                latencies.add((now - due) / 1000);
                errors += right ? 0 : 1;
            }
        }

        private void drop(Asker asker) {
            try {
                if (asker.wire != null) {
                    asker.wire.close();
                }
            } catch (IOException e) {
                // It is of no use any more.
            }
            asker.wire = null;
        }

        /** What is not answered yet is lost, and so is what could not be sent for want of a connection. */
        private void giveUp(long now) {
            all.stream().filter(Asker::isBusy).forEach(asker -> count(asker.due, now, false));
            while (sent < count) {
                count(due(sent++), now, false);
            }
        }

        @Override
        public void close() throws IOException {
            all.forEach(this::drop);
            selector.close();
        }
    }
}
