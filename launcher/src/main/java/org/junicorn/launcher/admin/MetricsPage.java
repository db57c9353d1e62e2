package org.junicorn.launcher.admin;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junicorn.container.Refused;
import org.junicorn.launcher.channel.Counts;
import org.junicorn.launcher.channel.JvmFigures;
import org.junicorn.launcher.process.ProcessFigures;

/**
 * The metrics as text, in the format that the scraper prefers. Counters come from the scoreboard, which keeps them over
 * the ends of workers; so the snapshots of Prometheus' client are made anew for each scrape, and it keeps no state.
 */
final class MetricsPage {
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
    private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
    private final long startedAt = System.currentTimeMillis();
    private final String version;

    /** A value and what it is the value of, in the order of the metric's labels. */
    private record Point(double value, List<String> labels) {
        Point(double value, String... labels) {
            this(value, List.of(labels));
        }
    }

    MetricsPage(String version) {
        this.version = version;
    }

    /** @param accept the scraper's header, or empty */
    Response of(Look look, String accept) {
        ExpositionFormatWriter writer = openMetrics.accepts(accept) ? openMetrics : prometheus;
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        try {
            writer.write(text, snapshots(look));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Response.of(200, writer.getContentType(), text.toByteArray());
    }

    private MetricSnapshots snapshots(Look look) {
        List<MetricSnapshot> all = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            all.add(
                    switch (metric.type()) {
                        case INFO -> info(metric);
                        case HISTOGRAM -> histogram(metric, look.total());
                        case SUMMARY -> summary(metric, look.total());
                        case COUNTER ->
                            new CounterSnapshot(
                                    metadata(metric),
                                    points(metric, look)
                                            .map(point -> new CounterSnapshot.CounterDataPointSnapshot(
                                                    point.value(), labels(metric, point), null, 0))
                                            .toList());
                        case GAUGE ->
                            new GaugeSnapshot(
                                    metadata(metric),
                                    points(metric, look)
                                            .map(point -> new GaugeSnapshot.GaugeDataPointSnapshot(
                                                    point.value(), labels(metric, point), null))
                                            .toList());
                    });
        }
        return new MetricSnapshots(all);
    }

    private static MetricMetadata metadata(Metric metric) {
        return new MetricMetadata(metric.base(), metric.help());
    }

    private static Labels labels(Metric metric, Point point) {
        return Labels.of(metric.labels(), point.labels());
    }

    private InfoSnapshot info(Metric metric) {
        Labels labels = Labels.of(metric.labels(), List.of(version, System.getProperty("java.version")));
        return new InfoSnapshot(metadata(metric), List.of(new InfoSnapshot.InfoDataPointSnapshot(labels)));
    }

    private static HistogramSnapshot histogram(Metric metric, Counts counts) {
        double[] bounds = new double[Counts.BOUNDS.size() + 1];
        Arrays.setAll(bounds, i -> i < Counts.BOUNDS.size() ? seconds(Counts.BOUNDS.get(i)) : Double.POSITIVE_INFINITY);
        long[] buckets = counts.durations().stream().mapToLong(Long::longValue).toArray();
        return new HistogramSnapshot(
                metadata(metric),
                List.of(new HistogramSnapshot.HistogramDataPointSnapshot(
                        ClassicHistogramBuckets.of(bounds, buckets),
                        seconds(counts.duration()),
                        Labels.EMPTY,
                        Exemplars.EMPTY,
                        0)));
    }

    private static SummarySnapshot summary(Metric metric, Counts counts) {
        return new SummarySnapshot(
                metadata(metric),
                List.of(new SummarySnapshot.SummaryDataPointSnapshot(
                        counts.queueWaits(),
                        seconds(counts.queueWait()),
                        Quantiles.EMPTY,
                        Labels.EMPTY,
                        Exemplars.EMPTY,
                        0)));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private Stream<Point> points(Metric metric, Look look) {
        return switch (metric) {
            case START_TIME -> Stream.of(new Point(startedAt / 1e3));
            case GENERATION ->
                look.status().generation().isPresent()
                        ? Stream.of(new Point(look.status().generation().getAsInt()))
                        : Stream.empty();
            case TARGET -> Stream.of(new Point(look.status().target()));
            case WORKERS -> states(look);
            case STARTS -> named(look.starts());
            case EXITS ->
                look.status().exitCounts().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(exit -> new Point(exit.getValue(), exit.getKey().text()));
            case RELOADS -> named(look.reloads());
            case REQUESTS -> requests(look.total());
            case REFUSED -> refused(look.total());
            case FORWARDED -> Stream.of(new Point(look.total().forwarded()));
            case INLINE -> Stream.of(new Point(look.total().inline()));
            case HANDSHAKES_FAILED -> Stream.of(new Point(look.total().handshakesFailed()));
            case PROXY_FAILURES -> Stream.of(new Point(look.total().proxyFailures()));
            case CACHE ->
                Stream.of(
                        new Point(look.total().cacheHits(), "hit"),
                        new Point(look.total().cacheMisses(), "miss"));
            case ACCEPTED -> Stream.of(new Point(look.total().connections()));
            case RECEIVED -> Stream.of(new Point(look.total().received()));
            case SENT -> Stream.of(new Point(look.total().sent()));
            case BACKLOG -> named(look.backlog());
            case WORKER_GENERATION -> newest(look);
            case WORKER_REQUESTS -> counted(look, Counts::requests);
            case GC_SECONDS -> counted(look, counts -> seconds(counts.gcTime()));
            case GC_RUNS -> counted(look, Counts::gcRuns);
            case CPU_SECONDS -> counted(look, counts -> seconds(counts.cpu()));
            case IN_FLIGHT -> summed(look, worker -> worker.row().inFlight());
            case QUEUED -> summed(look, worker -> worker.row().queued());
            case OLDEST_QUEUED -> greatest(look, worker -> seconds(worker.row().oldestQueued(look.now())));
            case OLDEST_REQUEST -> greatest(look, worker -> seconds(worker.row().oldestRequest(look.now())));
            case BUSY_THREADS -> summed(look, worker -> worker.row().busyThreads());
            case CONNECTIONS -> summed(look, worker -> worker.row().connections());
            case SESSIONS -> summed(look, worker -> worker.row().sessions());
            case HEAP_USED -> jvm(look, JvmFigures::heapUsed);
            case HEAP_COMMITTED -> jvm(look, JvmFigures::heapCommitted);
            case HEAP_MAX -> jvm(look, JvmFigures::heapMax);
            case OLD_USED -> jvm(look, JvmFigures::oldUsed);
            case THREADS -> jvm(look, JvmFigures::threads);
            case RSS ->
                summed(look, worker -> worker.figures().map(ProcessFigures::rss).orElse(0L));
            case SUPERVISOR_RSS -> look.supervisor().stream().map(figures -> new Point(figures.rss()));
            case SUPERVISOR_CPU -> look.supervisor().stream().map(figures -> new Point(seconds(figures.cpu())));
            case INFO, DURATION, QUEUE_WAIT -> throw new AssertionError(metric + " has no points");
        };
    }

    private static Stream<Point> named(Map<String, Long> values) {
        return new TreeMap<>(values).entrySet().stream().map(entry -> new Point(entry.getValue(), entry.getKey()));
    }

    private static Stream<Point> states(Look look) {
        Map<String, Long> states = new TreeMap<>(
                Map.of("booting", 0L, "ready", 0L, "spare", 0L, "draining", 0L, "silent", 0L, "killed", 0L));
        look.status().workers().forEach(worker -> states.merge(worker.state(), 1L, Long::sum));
        return named(states);
    }

    private static Stream<Point> requests(Counts counts) {
        return Arrays.stream(Counts.Method.values())
                .flatMap(method -> Arrays.stream(Counts.StatusClass.values())
                        .map(status -> new Point(
                                counts.requests(method, status),
                                method == Counts.Method.OTHER ? "other" : method.name(),
                                status.ordinal() == 0 ? "other" : status.ordinal() + "xx")))
                .filter(point -> point.value() > 0 || point.labels().equals(List.of("GET", "2xx")));
    }

    private static Stream<Point> refused(Counts counts) {
        return Arrays.stream(Refused.values())
                .map(reason -> new Point(counts.refused(reason), reason.name().toLowerCase(Locale.ROOT)));
    }

    private static Stream<Point> counted(Look look, ToDoubleFunction<Counts> value) {
        return look.counts().entrySet().stream()
                .map(slot -> new Point(
                        value.applyAsDouble(slot.getValue()), slot.getKey().toString()));
    }

    private static Stream<Point> newest(Look look) {
        return greatest(look, worker -> worker.status().generation());
    }

    private static Stream<Point> summed(Look look, ToDoubleFunction<Look.Process> value) {
        return bySlot(look.workers(), value, Double::sum);
    }

    private static Stream<Point> greatest(Look look, ToDoubleFunction<Look.Process> value) {
        return bySlot(look.workers(), value, Math::max);
    }

    /** Of workers whose JVM has told something. */
    private static Stream<Point> jvm(Look look, ToDoubleFunction<JvmFigures> value) {
        List<Look.Process> told = look.workers().stream()
                .filter(worker -> worker.row().jvm().heapMax() > 0)
                .toList();
        return bySlot(told, worker -> value.applyAsDouble(worker.row().jvm()), Double::sum);
    }

    private static Stream<Point> bySlot(
            List<Look.Process> workers, ToDoubleFunction<Look.Process> value, BinaryOperator<Double> join) {
        Map<Integer, Double> slots = new TreeMap<>();
        workers.forEach(worker -> slots.merge(worker.status().slot(), value.applyAsDouble(worker), join));
        return slots.entrySet().stream()
                .map(slot -> new Point(slot.getValue(), slot.getKey().toString()));
    }
}
