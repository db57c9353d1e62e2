package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the supervisor tells at its own address is true, whatever happens to workers. */
class MetricsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    @RegisterExtension
    final Servers servers = new Servers();

    private ServerProcess.Builder probe() {
        return servers.probe().option("--admin-bind", "127.0.0.1:0");
    }

    private static Address admin(ServerProcess server) {
        return Address.parse(server.log().await("admin.listening").field("address"));
    }

    private static String metrics(Address admin) throws HttpFailure {
        return Http.get(admin, "/metrics").text();
    }

    /** The sum of all values of a metric. */
    private static double sum(String text, String metric) {
        Matcher values = Pattern.compile("^" + metric + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        double sum = 0;
        while (values.find()) {
            sum += Double.parseDouble(values.group(1));
        }
        return sum;
    }

    @Test
    void totalsAreExactToTheRequestOverRecyclesAndReloads() throws HttpFailure {
        ServerProcess server = probe().workers(2)
                .option("--max-requests", 150)
                .option("--max-requests-jitter", 30)
                .serve();
        Address admin = admin(server);
        double before = 0;
        Load.Report report;
        try (Load load = Load.on(server.address()).keepAlive(6).perRequest(6).start()) {
            for (int reload = 1; reload <= 3; reload++) {
                server.signal("HUP");
                server.log().awaitCount(0, "reload.done", event -> true, reload, PATIENCE);
                double now = sum(metrics(admin), "junicorn_requests_total");
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
            Await.until("20 recycles", PATIENCE, () -> recycles(server) >= 20);
            report = load.stop();
            report.assertNoFailures();
            assertTotals(admin, load.answered());
        }
        // The last ones that were exhausted are still being replaced.
        Await.until(
                "all starts and ends are counted",
                () -> sum(metrics(admin), "junicorn_worker_starts_total")
                                == server.log().events("worker.spawned").size()
                        && sum(metrics(admin), "junicorn_worker_exits_total")
                                == server.log().events("worker.exited").size());
        String text = metrics(admin);
        assertThat(sum(text, "junicorn_reloads_total")).isEqualTo(3);
        assertThat(sum(text, "junicorn_generation")).isEqualTo(4);
    }

    private static long recycles(ServerProcess server) {
        return server.log().events("worker.spawned").stream()
                .filter(event -> event.has("reason", "recycle"))
                .count();
    }

    /** The last answers are counted a moment after their clients have them. */
    private static void assertTotals(Address admin, long answered) {
        Await.until(
                "the totals are " + answered,
                () -> sum(metrics(admin), "junicorn_requests_total") == answered
                        && sum(metrics(admin), "junicorn_requests_in_flight") == 0);
        try {
            String text = metrics(admin);
            assertThat(text).contains("junicorn_requests_total{method=\"GET\",status=\"2xx\"} " + (double) answered);
            assertThat(sum(text, "junicorn_request_duration_seconds_count")).isEqualTo(answered);
            assertThat(sum(text, "junicorn_worker_requests_total")).isEqualTo(answered);
            assertThat(sum(text, "junicorn_sent_bytes_total")).isGreaterThan(answered * 50.0);
        } catch (HttpFailure e) {
            throw new AssertionError(e);
        }
    }

    /** Prometheus' own tool finds nothing to complain of in it, neither in its form nor in its names. */
    @Test
    void itIsWhatPrometheusReads() throws Exception {
        ServerProcess server = probe().workers(2).serve();
        Http.get(server.address(), "/pid");
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(metrics(admin(server)).getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    @Test
    void frozenWorkersHideNothing() throws HttpFailure {
        ServerProcess server = probe().workers(2).serve();
        Address admin = admin(server);
        assertThat(Http.get(admin, "/readyz").status()).isEqualTo(200);
        List<Long> workers = server.workers();
        workers.forEach(pid -> Proc.signal(pid, "STOP"));
        try {
            long began = System.nanoTime();
            assertThat(Http.get(admin, "/livez").status()).isEqualTo(200);
            assertThat(metrics(admin)).contains("junicorn_workers{state=\"ready\"} 2.0");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            Await.until("not ready", () -> Http.get(admin, "/readyz").status() == 503);
            assertThat(Http.get(admin, "/livez").status()).isEqualTo(200);
        } finally {
            workers.forEach(pid -> Proc.signal(pid, "CONT"));
        }
        Await.until("ready again", () -> Http.get(admin, "/readyz").status() == 200);
    }

    @Test
    void goesOnServingForTheDrainDelayWhileItIsNotReadyAnyMore() throws HttpFailure {
        ServerProcess server = probe().workers(1).option("--drain-delay", "10m").serve();
        Address admin = admin(server);
        try (Load load = Load.on(server.address()).keepAlive(0).perRequest(2).start()) {
            server.signal("TERM");
            server.log().await("supervisor.leaving");
            assertThat(Http.get(admin, "/readyz").status()).isEqualTo(503);
            assertThat(new String(Http.get(admin, "/readyz").bytes(), StandardCharsets.UTF_8))
                    .isEqualTo("stopping\n");
            assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
            long soFar = load.answered();
            Await.until("answers", () -> load.answered() > soFar + 50);
            load.stop().assertNoFailures();
        }
        server.signal("TERM"); // again: it waits no longer
        assertThat(server.awaitExit()).isZero();
    }
}
