package org.junicorn.launcher.syslog;

import com.cloudbees.syslog.Facility;
import com.cloudbees.syslog.Severity;
import com.cloudbees.syslog.SyslogMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.launcher.config.SyslogAddress;
import org.junicorn.launcher.config.SyslogFacility;

/** Sends messages to one syslog server. Safe for all threads; {@link #send} never blocks. */
public final class Syslog implements AutoCloseable {
    private static final int WAITING = 4096;
    private static final int LONGEST = 16_000;
    private static final int LONGEST_NAME = 48; // RFC 5424, 6: APP-NAME; MSGID has 32
    private static final int LONGEST_ID = 32;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

    /** Hears what goes wrong, on the thread that sends. */
    public interface Trouble {
        /** Messages wait, and are dropped when too many do; told once until it is over. */
        void unreachable(String reason);

        /** Messages are sent again. */
        void reachable();

        /** So many were dropped since the last time. */
        void dropped(long messages);
    }

    /** How severe a message is, RFC 5424, 6.2.1. */
    public enum Weight {
        CRITICAL(Severity.CRITICAL),
        ERROR(Severity.ERROR),
        WARNING(Severity.WARNING),
        INFO(Severity.INFORMATIONAL),
        DEBUG(Severity.DEBUG);

        private final Severity severity;

        Weight(Severity severity) {
            this.severity = severity;
        }
    }

    private record Item(long millis, Weight weight, String id, String text) {}

    private final SyslogAddress address;
    private final Facility facility;
    private final String name;
    private final Trouble trouble;
    private final String pid = Long.toString(ProcessHandle.current().pid());
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(null, this::run, "syslog", 256 * 1024);
    private Optional<Transport> transport = Optional.empty();
    private boolean failing;
    private long reported = System.nanoTime() - BETWEEN_REPORTS.toNanos();

    /** @param name of the program, APP-NAME in RFC 5424; what is not printable in it is replaced */
    public Syslog(SyslogAddress address, SyslogFacility facility, String name, Trouble trouble) {
        this.address = address;
        this.facility = Facility.fromNumericalCode(facility.code());
        this.name = printable(name, LONGEST_NAME);
        this.trouble = trouble;
    }

    /** Begins to send. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sends a message when it is its turn, or drops it if too many wait.
     *
     * @param id what kind of message it is, MSGID in RFC 5424
     * @param text one line; the end of a very long one is cut off
     */
    public void send(Weight weight, String id, String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        if (!queue.offer(new Item(System.currentTimeMillis(), weight, id, cut))) {
            dropped.incrementAndGet();
        }
    }

    private static String printable(String text, int longest) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length() && i < longest; i++) {
            char c = text.charAt(i);
            printable.append(c > ' ' && c < 127 ? c : '_');
        }
        return printable.toString();
    }

    private void run() {
        try {
            while (closed.getCount() > 0 || !queue.isEmpty()) {
                Item item = queue.poll(100, TimeUnit.MILLISECONDS);
                if (item != null) {
                    send(message(item));
                }
                report();
            }
        } catch (InterruptedException e) {
            // The end: what still waits is lost.
        }
        transport.ifPresent(Transport::close);
    }

    private SyslogMessage message(Item item) {
        return new SyslogMessage()
                .withTimestamp(item.millis())
                .withFacility(facility)
                .withSeverity(item.weight().severity)
                .withAppName(name)
                .withProcId(pid)
                .withMsgId(printable(item.id(), LONGEST_ID))
                .withMsg(item.text());
    }

    /** Tries until it is sent, or nobody waits for it any more. */
    private void send(SyslogMessage message) throws InterruptedException {
        while (true) {
            try {
                if (transport.isEmpty()) {
                    transport = Optional.of(Transport.open(address));
                }
                transport.get().send(message);
                if (failing) {
                    failing = false;
                    trouble.reachable();
                }
                return;
            } catch (IOException | RuntimeException e) {
                transport.ifPresent(Transport::close);
                transport = Optional.empty();
                if (!failing) {
                    failing = true;
                    trouble.unreachable(reason(e));
                }
                report();
            }
            if (closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the server is away at the end");
            }
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void report() {
        if (dropped.get() > 0 && System.nanoTime() - reported > BETWEEN_REPORTS.toNanos()) {
            reported = System.nanoTime();
            trouble.dropped(dropped.getAndSet(0));
        }
    }

    /** Sends what waits if that is quickly done, and ends. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
