package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two thousand slow clients against a server as it comes: one worker, which has a thousand connections. Normal clients are
 * served meanwhile, and no thread waits for a slow one.
 */
class SlowClientsIT {
    private static final int SLOW = 2000;
    private static final int NORMAL = 4;

    /** What no machine needs for an answer. How long answers take is measured by whoever wants to know. */
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    @RegisterExtension
    static final Servers SERVERS = new Servers();

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Address admin;

    @BeforeAll
    static void start() {
        server = SERVERS.probe().option("--admin-bind", "127.0.0.1:0").serve();
        admin = Address.parse(server.log().await("admin.listening").field("address"));
    }

    @ParameterizedTest
    @CsvSource({
        "heads that come slowly, -H -i 3 -x 24, /pid",
        "bodies that come slowly, -B -i 3 -s 4096 -x 16, /echo",
        "responses that are read slowly, -X -w 1 -y 64 -n 3 -z 8, /big?bytes=100000"
    })
    void normalClientsAreServedDuring(String attack, String options, String path) throws HttpFailure {
        double accepted = sum("junicorn_connections_accepted_total", "");
        long began = System.nanoTime();
        Load.Report report;
        double busiest = 0;
        Run.Result result;
        try (Load load =
                Load.on(server.address()).keepAlive(0).perRequest(NORMAL).start()) {
            Await.until("answers", () -> load.answered() > 10);
            Attack running = new Attack(options, path);
            running.start();
            while (running.isAlive()) {
                busiest = Math.max(busiest, sum("junicorn_busy_threads", ""));
            }
            result = running.result;
            long before = load.answered();
            Await.until("answers after it", () -> load.answered() > before + 10);
            report = load.stop();
        }
        assertThat(result.output()).contains("service available:");
        report.assertNoFailures();
        Duration slowest = report.quantile(0.99, began, System.nanoTime());
        System.out.println("SlowClientsIT: " + attack + ": " + report + ", p50 "
                + report.quantile(0.5, began, System.nanoTime()) + ", p99 " + slowest + ", threads " + busiest);
        assertThat(slowest).isLessThan(GENEROUS);
        assertThat(busiest).as("busy threads").isLessThanOrEqualTo(NORMAL);
        assertThat(sum("junicorn_connections_accepted_total", "") - accepted)
                .as("connections accepted, of slow clients as well")
                .isGreaterThan(SLOW / 2 + report.samples().size());
        assertThat(sum("junicorn_refused_requests_total", "reason=\"crowded\""))
                .as("connections ended to let others in")
                .isPositive();
    }

    /** slowhttptest, which may need more descriptors than this process. */
    private static final class Attack extends Thread {
        private final String command;
        private Run.Result result;

        Attack(String options, String path) {
            super("attack");
            setDaemon(true);
            command = "ulimit -n 8192; exec slowhttptest " + options + " -c " + SLOW
                    + " -r 500 -l 8 -p 30 -u http://127.0.0.1:"
                    + server.address().port() + path;
        }

        @Override
        public void run() {
            result = Run.command(folder, "bash", "-c", command);
        }
    }

    private static double sum(String metric, String label) throws HttpFailure {
        Matcher values = Pattern.compile("^" + metric + "(\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(Http.get(admin, "/metrics").text());
        double sum = 0;
        while (values.find()) {
            if (label.isEmpty() || String.valueOf(values.group(1)).contains(label)) {
                sum += Double.parseDouble(values.group(2));
            }
        }
        return sum;
    }
}
