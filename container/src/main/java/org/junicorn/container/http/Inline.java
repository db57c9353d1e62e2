package org.junicorn.container.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ServletTarget;

/**
 * Runs servlets on the I/O thread that has read the request, if they have proven to be short: the change of threads costs
 * more than a short servlet does. Which may is a matter of {@link Trust}; what is seen to when one of them turns out not
 * to be short, of {@link InlineWatch}. Called by I/O threads and request threads.
 */
final class Inline implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Inline.class);

    /** No scheduler keeps a thread from running for so long; whoever is away for it has waited for something. */
    private static final long SURELY_WAITED_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Scorecard scorecard;
    private final InlineWatch watch;
    private final ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    private final boolean measures = cpu.isCurrentThreadCpuTimeSupported() && cpu.isThreadCpuTimeEnabled();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Map<Object, Trust> trusts = new ConcurrentHashMap<>();

    /** How long memory has been tidied, in milliseconds, when somebody looked last. */
    private volatile long collected;

    Inline(Scorecard scorecard, InlineWatch watch) {
        this.scorecard = scorecard;
        this.watch = watch;
    }

    /** What a request is about to run; {@link #run} or {@link #measured} is next. */
    record Call(Request request, ServletTarget target, Trust trust) {}

    /**
     * What this request would run on its I/O thread, which is the current one; empty if it must not, whatever it is: since it
     * might wait for its client or for a remote store, or is none of a servlet.
     */
    Optional<Call> call(Request request) {
        if (!measures || !request.isFirstTask() || !request.connection().canBeInline()) {
            return Optional.empty();
        }
        HttpServerExchange exchange = request.exchange();
        if (!request.isAtHand() || exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            return Optional.empty();
        }
        return ServletTarget.of(exchange)
                .map(target -> new Call(request, target, trusts.computeIfAbsent(target.mapping(), m -> new Trust())));
    }

    /** Whether it may run here and now: it is trusted, and nobody else needs this thread. */
    boolean allows(Call call) {
        return call.trust().isTrusted() && call.request().connection().loop().mayCall() && !watch.anyHeld();
    }

    /** Runs the work of a call that is allowed. */
    void run(Call call, Work work) {
        IoLoop loop = call.request().connection().loop();
        ClientConnection connection = call.request().connection();
        scorecard.ranInline();
        long cpuBefore = cpu.getCurrentThreadCpuTime();
        long began = loop.beginCall();
        watch.wake();
        connection.writeInPlace(true);
        try {
            work.run();
        } finally {
            connection.writeInPlace(false);
            boolean waited = loop.endCall();
            long took = System.nanoTime() - began;
            if (took > Trust.LONG_NANOS) {
                judge(call, took, cpu.getCurrentThreadCpuTime() - cpuBefore, waited);
            } else if (exceedsBuffer(call)) {
                call.trust().lose(false);
            }
            excludeIfAsync(call);
        }
    }

    private void judge(Call call, long took, long used, boolean seenWaiting) {
        long tidied = tidied();
        boolean fault = used > Trust.LONG_NANOS
                || seenWaiting
                || took - TimeUnit.MILLISECONDS.toNanos(tidied) > SURELY_WAITED_NANOS;
        if (!fault && tidied > 0) {
            return; // it was stopped like all the others
        }
        call.trust().lose(fault);
        if (fault) {
            LOG.infof(
                    "%s took %.1f ms on an I/O thread (dispatch = \"auto\"): it runs on request threads until at least %d"
                            + " further executions were short",
                    call.target().name(), took / 1e6, call.trust().needed());
        }
    }

    /** For how many milliseconds memory was tidied since somebody asked last. */
    private long tidied() {
        long all = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            all += Math.max(0, collector.getCollectionTime());
        }
        long since = all - collected;
        collected = all;
        return since;
    }

    /** The same task, which is to run on a request thread, observed. */
    Runnable measured(Call call, Runnable task) {
        Trust trust = call.trust();
        return trust.isTrusted() ? task : () -> measure(call, task);
    }

    private void measure(Call call, Runnable task) {
        long began = System.nanoTime();
        boolean sampled = began / 1024 % Trust.SAMPLED == 0;
        long cpuBefore = sampled ? cpu.getCurrentThreadCpuTime() : 0;
        try {
            task.run();
        } finally {
            long took = System.nanoTime() - began;
            long waited = sampled ? took - (cpu.getCurrentThreadCpuTime() - cpuBefore) : -1;
            call.trust().ran(took, waited, !exceedsBuffer(call));
            excludeIfAsync(call);
        }
    }

    private static boolean exceedsBuffer(Call call) {
        return call.request().exchange().getResponseBytesSent() > HttpServer.BUFFER_SIZE;
    }

    private static void excludeIfAsync(Call call) {
        if (call.target().isAsync()) {
            call.trust().exclude();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
