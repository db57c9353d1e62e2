package org.junicorn.launcher.channel;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junicorn.container.Refused;

/**
 * What a worker, or all that a slot ever had, has counted: numbers that only grow. Immutable. Its numbers lie in the
 * scoreboard in the same order.
 */
public final class Counts {
    static final int OPENED = 0;
    static final int CLOSED = 1;
    static final int FINISHED = 2;
    static final int FORWARDED = 3;
    static final int RECEIVED = 4;
    static final int SENT = 5;
    static final int DURATION = 6;
    static final int QUEUE_WAIT = 7;
    static final int QUEUE_WAITS = 8;
    static final int GC_TIME = 9;
    static final int GC_RUNS = 10;
    static final int CPU = 11;
    static final int HANDSHAKES_FAILED = 12;
    static final int CACHE_HITS = 13;
    static final int CACHE_MISSES = 14;
    static final int PROXY_FAILURES = 15;
    static final int INLINE = 16;
    private static final int REQUESTS = 17;

    private static final int STATUS_CLASSES = StatusClass.values().length;

    /** Upper bounds of the durations' buckets; behind the last one there is another without a bound. */
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(1),
            Duration.ofNanos(2_500_000),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60));

    private static final long[] BOUND_NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private static final int BUCKETS = REQUESTS + Method.values().length * STATUS_CLASSES;

    private static final int REFUSALS = BUCKETS + BOUND_NANOS.length + 1;

    /** How many numbers there are. */
    static final int LENGTH = REFUSALS + Refused.values().length;

    private final long[] numbers;

    /** Methods that are counted apart; what else a client may send is one, so that no client makes up new ones. */
    public enum Method {
        GET,
        HEAD,
        POST,
        PUT,
        DELETE,
        PATCH,
        OPTIONS,
        OTHER;

        static Method of(String name) {
            return switch (name) {
                case "GET" -> GET;
                case "HEAD" -> HEAD;
                case "POST" -> POST;
                case "PUT" -> PUT;
                case "DELETE" -> DELETE;
                case "PATCH" -> PATCH;
                case "OPTIONS" -> OPTIONS;
                default -> OTHER;
            };
        }
    }

    /** Classes of statuses, in the order of their first digits. */
    public enum StatusClass {
        OTHER,
        INFORMATIONAL,
        SUCCESS,
        REDIRECTION,
        CLIENT_ERROR,
        SERVER_ERROR
    }

    private Counts(long[] numbers) {
        this.numbers = numbers;
    }

    /** Nothing was counted yet. */
    public static Counts none() {
        return new Counts(new long[LENGTH]);
    }

    static Counts read(IntToLongFunction places) {
        long[] numbers = new long[LENGTH];
        Arrays.setAll(numbers, places::applyAsLong);
        return new Counts(numbers);
    }

    static int requests(Method method, int statusClass) {
        int known = statusClass >= 1 && statusClass < STATUS_CLASSES ? statusClass : 0;
        return REQUESTS + method.ordinal() * STATUS_CLASSES + known;
    }

    static int bucket(long nanos) {
        int i = 0;
        while (i < BOUND_NANOS.length && nanos > BOUND_NANOS[i]) {
            i++;
        }
        return BUCKETS + i;
    }

    static int refusal(Refused reason) {
        return REFUSALS + reason.ordinal();
    }

    /** The sum of both. */
    public Counts plus(Counts other) {
        long[] sum = new long[LENGTH];
        Arrays.setAll(sum, i -> numbers[i] + other.numbers[i]);
        return new Counts(sum);
    }

    /** Requests that were answered with a status of this class. */
    public long requests(Method method, StatusClass status) {
        return numbers[requests(method, status.ordinal())];
    }

    /** All requests that were answered, each counted by one worker only. */
    public long requests() {
        return numbers[FINISHED] - numbers[FORWARDED];
    }

    /** Requests that we refused, and connections that we ended, for this reason. */
    public long refused(Refused reason) {
        return numbers[refusal(reason)];
    }

    /** Requests that another worker has answered, and counted, since it has their sessions. */
    public long forwarded() {
        return numbers[FORWARDED];
    }

    /** Requests that ran on the I/O threads that had read them. */
    public long inline() {
        return numbers[INLINE];
    }

    /** Requests that an upstream server should have answered and has not. */
    public long proxyFailures() {
        return numbers[PROXY_FAILURES];
    }

    /** Requests that were answered from the cache of responses. */
    public long cacheHits() {
        return numbers[CACHE_HITS];
    }

    /** Requests that the cache of responses might have answered, and could not. */
    public long cacheMisses() {
        return numbers[CACHE_MISSES];
    }

    /** Requests by duration: one number for each of {@link #BOUNDS}, and one for the longer ones. Not cumulative. */
    public List<Long> durations() {
        return Arrays.stream(numbers, BUCKETS, REFUSALS).boxed().toList();
    }

    /** Of all requests together. */
    public Duration duration() {
        return Duration.ofNanos(numbers[DURATION]);
    }

    /** How often a request waited for a thread. */
    public long queueWaits() {
        return numbers[QUEUE_WAITS];
    }

    /** How long requests waited for threads, all together. */
    public Duration queueWait() {
        return Duration.ofNanos(numbers[QUEUE_WAIT]);
    }

    /** Connections that were accepted. */
    public long connections() {
        return numbers[OPENED];
    }

    /** Bytes read from clients, heads included. */
    public long received() {
        return numbers[RECEIVED];
    }

    /** Bytes written to clients, heads included. */
    public long sent() {
        return numbers[SENT];
    }

    /** Handshakes of TLS that began and did not come to their end. */
    public long handshakesFailed() {
        return numbers[HANDSHAKES_FAILED];
    }

    public Duration gcTime() {
        return Duration.ofNanos(numbers[GC_TIME]);
    }

    public long gcRuns() {
        return numbers[GC_RUNS];
    }

    public Duration cpu() {
        return Duration.ofNanos(numbers[CPU]);
    }
}
