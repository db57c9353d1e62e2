package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 as foreign clients speak it, without TLS. */
class Http2IT {
    private static final String H2SPEC = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final Pattern REQUESTS = Pattern.compile(
            "requests: (\\d+) total, .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");

    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static ServerProcess server;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() {
        server = SERVERS.probe()
                .workers(2)
                .option("--http-protocols", "h1,h2")
                .option("--http2-cleartext", "both")
                .option("--access-logfile", folder.resolve("access.log"))
                .option("--access-logformat", "%H %U %s")
                .serve();
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + server.address().port() + path;
    }

    @Test
    void h2specFindsNoFault() throws IOException {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = Http2IT.class.getClassLoader().getResourceAsStream(H2SPEC)) {
            Files.copy(in, archive);
        }
        assertThat(Run.command(folder, "tar", "-xzf", archive.toString()).exit())
                .isZero();
        Run.Result result = Run.command(
                folder,
                folder.resolve("h2spec").toString(),
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(server.address().port()),
                "--path",
                "/slow?ms=50", // some of what it sends must arrive before the response is sent
                "--timeout",
                "10");
        assertThat(result.output()).containsPattern("\\d+ tests, \\d+ passed, 0 skipped, 0 failed");
        assertThat(result.exit()).as(result.output()).isZero();
    }

    @Test
    void curlSpeaksItEitherWay() throws Exception {
        for (String option : new String[] {"--http2-prior-knowledge", "--http2"}) {
            Run.Result answer =
                    Run.command(folder, "curl", "-sS", option, "-w", " %{http_version} %{http_code}", url("/pid"));
            assertThat(answer.output()).as(option).endsWith(" 2 200");
        }
        Run.Result plain = Run.command(folder, "curl", "-sS", "-w", " %{http_version} %{http_code}", url("/pid"));
        assertThat(plain.output()).endsWith(" 1.1 200");
        Await.until(
                "the access log says so",
                () -> Files.readAllLines(folder.resolve("access.log")).stream()
                                .filter("HTTP/2.0 /pid 200"::equals)
                                .count()
                        >= 2);
    }

    @Test
    void theJdksOwnClientIsUpgraded() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url("/pid"))).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noStreamIsLostWhileWorkersAreReplaced() {
        ServerProcess busy = SERVERS.probe()
                .workers(2)
                .option("--http-protocols", "h1,h2")
                .option("--http2-cleartext", "prior-knowledge")
                .option("--max-requests", 1000)
                .option("--max-requests-jitter", 100)
                .serve();
        // h2load itself counts as failed what it does not send after a GOAWAY; a proxy opens another connection.
        String configuration = String.join(
                "\n",
                "defaults",
                "  mode http",
                "  timeout connect 10s",
                "  timeout client 60s",
                "  timeout server 60s",
                "  option redispatch",
                "  retries 5",
                "  retry-on all-retryable-errors",
                "frontend front",
                "  bind unix@" + HaProxy.socket(folder) + " proto h2",
                "  default_backend back",
                "backend back",
                "  server one 127.0.0.1:" + busy.address().port() + " proto h2",
                "");
        try (HaProxy proxy = HaProxy.with(configuration, folder)) {
            CompletableFuture<Run.Result> load = CompletableFuture.supplyAsync(() -> Run.command(
                    folder,
                    "h2load",
                    "-n",
                    "6000",
                    "-c",
                    "4",
                    "-m",
                    "10",
                    "--base-uri=unix:" + HaProxy.socket(folder),
                    "http://localhost/pid"));
            Await.until("a recycle", () -> recycles(busy) >= 1);
            busy.signal("HUP");
            Run.Result result = load.join();
            Matcher requests = REQUESTS.matcher(result.output());
            assertThat(requests.find()).as(result.output()).isTrue();
            assertThat(requests.group(2)).as(result.output() + proxy.log()).isEqualTo("6000");
            assertThat(result.output()).contains("status codes: 6000 2xx, 0 3xx, 0 4xx, 0 5xx");
        }
        assertThat(recycles(busy)).isPositive();
    }

    private static long recycles(ServerProcess busy) {
        return busy.log().events("worker.spawned").stream()
                .filter(event -> event.has("reason", "recycle"))
                .count();
    }
}
