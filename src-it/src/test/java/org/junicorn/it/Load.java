package org.junicorn.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.it.Http.Connection;
import org.junicorn.it.Http.Response;
import org.junicorn.it.HttpFailure.Phase;

/**
 * Clients that ask without a break from {@link Builder#start} until {@link #stop}, each on a thread of its own, at a
 * steady pace. Two kinds: those that keep their connection until the server announces {@code Connection: close}, and
 * those that make a connection for each request.
 *
 * <p>Nothing is retried and nothing is forgiven: whatever is not a complete 2xx answer in time counts as a failure,
 * also a kept connection that is found closed although no answer had announced it.
 */
final class Load implements AutoCloseable {

    /** The two kinds of clients. */
    enum Kind {
        KEEP_ALIVE,
        PER_REQUEST
    }

    /** An answered request: when it began, by {@link System#nanoTime}, and how long it took. */
    record Sample(Kind kind, long began, long nanos) {}

    /** A request that failed. */
    record Failure(Kind kind, Instant when, Duration after, Phase phase, String detail) {
        @Override
        public String toString() {
            return when + " " + kind + " after " + after.toMillis() + " ms: " + detail;
        }
    }

    private final Address address;
    private final Builder how;
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    private Load(Address address, Builder how) {
        this.address = address;
        this.how = how;
    }

    static Builder on(Address address) {
        return new Builder(address);
    }

    /** How many clients of which kind, and what they ask. Defaults: 8 and 8, {@code /pid}, every 10 ms, patient for 60 s. */
    static final class Builder {
        private final Address address;
        private int keepAlive = 8;
        private int perRequest = 8;
        private String path = "/pid";
        private Duration pace = Duration.ofMillis(10);
        private Duration timeout = Duration.ofSeconds(60);

        private Builder(Address address) {
            this.address = address;
        }

        Builder keepAlive(int clients) {
            keepAlive = clients;
            return this;
        }

        Builder perRequest(int clients) {
            perRequest = clients;
            return this;
        }

        Builder path(String asked) {
            path = asked;
            return this;
        }

        Builder pace(Duration between) {
            pace = between;
            return this;
        }

        Builder timeout(Duration patience) {
            timeout = patience;
            return this;
        }

        Load start() {
            Load load = new Load(address, this);
            for (int i = 0; i < keepAlive; i++) {
                load.begin(Kind.KEEP_ALIVE, i);
            }
            for (int i = 0; i < perRequest; i++) {
                load.begin(Kind.PER_REQUEST, i);
            }
            load.clients.forEach(Thread::start);
            return load;
        }
    }

    private void begin(Kind kind, int number) {
        Thread client = new Thread(() -> run(kind), "load-" + kind + "-" + number);
        client.setDaemon(true);
        clients.add(client);
    }

    private void run(Kind kind) {
        Connection kept = null;
        while (!stopped) {
            long began = System.nanoTime();
            try {
                if (kept != null && kept.closedByServer()) {
                    throw new HttpFailure(Phase.CLOSED_WHILE_IDLE, "closed although no answer had announced it");
                }
                if (kept == null) {
                    kept = Connection.open(address, how.timeout);
                }
                List<String> headers = kind == Kind.KEEP_ALIVE ? List.of() : List.of("Connection: close");
                Response response = kept.exchange("GET", how.path, headers, new byte[0]);
                note(kind, began, response);
                if (kind == Kind.PER_REQUEST || response.announcesClose()) {
                    kept.close();
                    kept = null;
                }
            } catch (HttpFailure e) {
                Duration after = Duration.ofNanos(System.nanoTime() - began);
                failures.add(new Failure(kind, Instant.now(), after, e.phase(), e.getMessage()));
                if (kept != null) {
                    kept.close();
                    kept = null;
                }
            }
            LockSupport.parkNanos(began + how.pace.toNanos() - System.nanoTime());
        }
        if (kept != null) {
            kept.close();
        }
    }

    private void note(Kind kind, long began, Response response) throws HttpFailure {
        if (response.status() < 200 || response.status() > 299) {
            throw new HttpFailure(Phase.STATUS, response.toString());
        }
        samples.add(new Sample(kind, began, System.nanoTime() - began));
        if (response.bytes().length < 100) {
            answers.computeIfAbsent(response.text().trim(), text -> new LongAdder())
                    .increment();
        }
    }

    /** Returns how many requests have been answered so far. */
    long answered() {
        return samples.size();
    }

    /** Returns how many requests have failed so far. */
    int failed() {
        return failures.size();
    }

    /** Returns the distinct short answers so far, with their number. */
    Map<String, Long> answers() {
        Map<String, Long> counts = new TreeMap<>();
        answers.forEach((text, count) -> counts.put(text, count.sum()));
        return counts;
    }

    /** Lets every client finish its request and returns the result. */
    Report stop() {
        stopped = true;
        long deadline = System.nanoTime() + how.timeout.toNanos() + SECONDS.toNanos(5);
        for (Thread client : clients) {
            try {
                client.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the clients were finishing", e);
            }
            assertThat(client.isAlive()).as("%s still waits", client.getName()).isFalse();
        }
        return new Report(List.copyOf(samples), List.copyOf(failures), answers());
    }

    /** Ends the clients of a test that failed before {@link #stop}. */
    @Override
    public void close() {
        stopped = true;
        clients.forEach(Thread::interrupt);
    }

    /**
     * What the clients saw.
     *
     * @param answers distinct short answers with their number
     */
    record Report(List<Sample> samples, List<Failure> failures, Map<String, Long> answers) {

        /** Fails, with the failures sorted by phase, unless every request was answered. */
        void assertNoFailures() {
            assertThat(failures).as("failed requests: %s", this).isEmpty();
            assertThat(samples).as("answered requests").isNotEmpty();
        }

        Map<Phase, Long> byPhase() {
            Map<Phase, Long> counts = new EnumMap<>(Phase.class);
            failures.forEach(failure -> counts.merge(failure.phase(), 1L, Long::sum));
            return counts;
        }

        /** Returns the given quantile of the times of requests that began in the window, by {@link System#nanoTime}. */
        Duration quantile(double quantile, long from, long to) {
            List<Long> sorted = samples.stream()
                    .filter(sample -> sample.began() - from >= 0 && sample.began() - to < 0)
                    .map(Sample::nanos)
                    .sorted(Comparator.naturalOrder())
                    .toList();
            assertThat(sorted).as("answers in the window").isNotEmpty();
            return Duration.ofNanos(
                    sorted.get((int) Math.min(sorted.size() - 1, Math.floor(quantile * sorted.size()))));
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(samples.size())
                    .append(" answered, ")
                    .append(failures.size())
                    .append(" failed ");
            text.append(byPhase());
            failures.stream().limit(20).forEach(failure -> text.append("\n  ").append(failure));
            return text.toString();
        }
    }
}
