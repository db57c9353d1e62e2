package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard in a browser: what it shows, and what it can be told to do. */
class DashboardIT {
    private static final String TOKEN = "open sesame";

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void itShowsWorkersThroughputLatencyAndEventsAndNeedsNothingFromElsewhere() throws Exception {
        ServerProcess server =
                servers.probe().workers(2).option("--admin-bind", "127.0.0.1:0").serve();
        try (Load load = Load.on(server.address())
                        .keepAlive(1)
                        .pace(Duration.ofMillis(10))
                        .start();
                Browser page = open(server)) {
            page.awaitText("2 of 2");
            page.awaitText("serving");
            awaitTrue(page, "workers are listed", "document.querySelectorAll('#workers tbody tr').length === 2");
            awaitTrue(
                    page,
                    "their memory is known",
                    "[...document.querySelectorAll('#workers tbody tr')].every(row => / MB/.test(row.innerText))");
            awaitTrue(page, "throughput is drawn", line("throughput"));
            awaitTrue(page, "latency is drawn", line("latency"));
            awaitTrue(
                    page,
                    "all of it is styled",
                    "getComputedStyle(document.querySelector('table')).borderCollapse" + " === 'collapse'");
            assertTrue(
                    page,
                    "performance.getEntriesByType('resource').every(each => new URL(each.name).host === location.host)");
            assertTrue(page, "document.getElementById('reload').hidden");
            assertTrue(page, "document.querySelectorAll('#workers button').length === 0");

            Proc.signal(server.workers().get(0), "KILL");
            page.awaitText("worker.exited");
            page.awaitText("cause=signalled");
            page.evaluate("document.getElementById('trouble').click()");
            assertTrue(
                    page,
                    "[...document.querySelectorAll('#events > li')].filter(each => each.checkVisibility())"
                            + ".every(each => /^(error|warning|critical)$/.test(each.children[1].innerText))");
            page.awaitText("2 of 2");
            load.stop();
        }
    }

    @Test
    void aChartIsReadWithTheKeyboardAndThePageIsDarkOrLight() throws Exception {
        ServerProcess server =
                servers.probe().option("--admin-bind", "127.0.0.1:0").serve();
        try (Browser page = open(server)) {
            awaitTrue(page, "there are samples", "throughput.samples.length > 2");
            String label = "document.getElementById('throughput').getAttribute('aria-label')";
            page.evaluate("document.getElementById('throughput').focus()");
            String latest = page.evaluate(label);
            page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Home'}))");
            assertThat(page.evaluate(label)).contains("Requests per second").isNotEqualTo(latest);
            assertTrue(page, "document.querySelector('#throughput .cursor') !== null");

            String background = "getComputedStyle(document.body).backgroundColor";
            String before = page.evaluate(background);
            page.evaluate("document.getElementById('theme').click()");
            assertThat(page.evaluate(background)).isNotEqualTo(before);
        }
    }

    @Test
    void itCommandsWithTheTokenAlone() throws Exception {
        Path token = Files.writeString(servers.directory().resolve("token"), TOKEN + "\n");
        ServerProcess server = servers.probe()
                .option("--admin-bind", "127.0.0.1:0")
                .option("--admin-token-file", token)
                .serve();
        long worker = server.workers().get(0);
        try (Browser page = open(server)) {
            awaitTrue(page, "reload is offered", "!document.getElementById('reload').hidden");
            page.evaluate("document.getElementById('reload').click()");
            confirm(page, "wrong");
            page.awaitText("the token is not admin_token");
            assertThat(server.log().events("reload.started")).isEmpty();
            confirm(page, TOKEN);
            awaitTrue(page, "the dialog is gone", "!document.getElementById('asking').open");
            awaitTrue(
                    page,
                    "the new generation is shown",
                    "document.querySelector('#workers tbody tr td:nth-child(3)').innerText === '2'");
            Await.until("the old worker is gone", () -> !server.workers().contains(worker));
            awaitTrue(page, "it is not shown any more", "document.querySelectorAll('#workers tbody tr').length === 1");

            long second = server.readyWorkers().values().iterator().next();
            awaitTrue(page, "drain is offered", "document.querySelector('#workers button') !== null");
            page.evaluate("document.querySelector('#workers button').click()");
            confirm(page, TOKEN);
            Await.until(
                    "another worker serves",
                    () -> server.readyWorkers().values().stream().anyMatch(pid -> pid != second)
                            && !server.workers().contains(second));
        }
    }

    private Browser open(ServerProcess server) throws Exception {
        String address = server.log().await("admin.listening").field("address");
        return Browser.open(Files.createDirectory(servers.directory().resolve("browser")), address + "/");
    }

    private static String line(String chart) {
        return "(document.querySelector('#" + chart + " path.series-1')?.getAttribute('d') ?? '').includes('L')";
    }

    private static void confirm(Browser page, String token) {
        page.evaluate("document.getElementById('token').value = '" + token + "'");
        page.evaluate("document.getElementById('confirm').click()");
    }

    private static void awaitTrue(Browser page, String what, String expression) {
        Await.until(what, () -> isTrue(page, expression));
    }

    private static void assertTrue(Browser page, String expression) {
        assertThat(isTrue(page, expression)).as(expression).isTrue();
    }

    private static boolean isTrue(Browser page, String expression) {
        return page.evaluate(expression).contains("\"value\":true");
    }
}
