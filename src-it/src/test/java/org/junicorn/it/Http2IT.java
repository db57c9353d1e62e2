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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 as foreign clients speak it, with TLS and without. */
class Http2IT {
    private static final String H2SPEC = "h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final Pattern REQUESTS = Pattern.compile(
            "requests: (\\d+) total, .* (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");

    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static ServerProcess server;
    private static Authority authority;
    private static Authority.Pair pair;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() {
        authority = new Authority(folder.resolve("authority"));
        pair = authority.issue("first", "/CN=first", "subjectAltName=DNS:localhost");
        server = SERVERS.probe()
                .workers(2)
                .bind("127.0.0.1:0")
                .bind("https://127.0.0.1:0")
                .option("--certfile", pair.certificate())
                .option("--keyfile", pair.key())
                .option("--http-protocols", "h1,h2")
                .option("--http2-cleartext", "both")
                .option("--access-logfile", folder.resolve("access.log"))
                .option("--access-logformat", "%H %U %s")
                .serve();
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + server.addresses(2).get(0).port() + path;
    }

    private static String secureUrl(String path) {
        return "https://localhost:" + server.addresses(2).get(1).port() + path;
    }

    @Test
    void h2specFindsNoFault() throws IOException {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = Http2IT.class.getClassLoader().getResourceAsStream(H2SPEC)) {
            Files.copy(in, archive);
        }
        assertThat(Run.command(folder, "tar", "-xzf", archive.toString()).exit())
                .isZero();
        String program = folder.resolve("h2spec").toString();
        List<Address> addresses = server.addresses(2);
        judge(program, "--port", String.valueOf(addresses.get(0).port()));
        judge(
                program,
                "--tls",
                "--insecure",
                "--port",
                String.valueOf(addresses.get(1).port()));
    }

    private static void judge(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--host", "127.0.0.1", "--timeout", "10"));
        words.addAll(List.of("--path", "/slow?ms=50")); // some of what it sends must arrive before the response is sent
        Run.Result result = Run.command(folder, words.toArray(String[]::new));
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
        for (String option : new String[] {"--http2", "--http1.1"}) {
            Run.Result answer = Run.command(
                    folder,
                    "curl",
                    "-sS",
                    "--cacert",
                    authority.certificate().toString(),
                    option,
                    "-w",
                    " %{http_version} %{http_code}",
                    secureUrl("/pid"));
            assertThat(answer.output()).endsWith(option.equals("--http2") ? " 2 200" : " 1.1 200");
        }
        Await.until(
                "the access log says so",
                () -> Files.readAllLines(folder.resolve("access.log")).stream()
                                .filter("HTTP/2.0 /pid 200"::equals)
                                .count()
                        >= 3);
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
    void noStreamIsLostWhileWorkersAndCertificatesAreReplaced() throws Exception {
        Authority.Pair shown = authority.issue("shown", "/CN=shown", "subjectAltName=DNS:localhost");
        Authority.Pair renewed = authority.issue("renewed", "/CN=renewed", "subjectAltName=DNS:localhost");
        ServerProcess busy = SERVERS.probe()
                .workers(2)
                .bind("127.0.0.1:0")
                .bind("https://127.0.0.1:0")
                .option("--certfile", shown.certificate())
                .option("--keyfile", shown.key())
                .option("--http-protocols", "h1,h2")
                .option("--http2-cleartext", "prior-knowledge")
                .option("--max-requests", 2000)
                .option("--max-requests-jitter", 200)
                .serve();
        List<Address> addresses = busy.addresses(2);
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
                "frontend secure-front",
                "  bind unix@" + secureSocket() + " proto h2",
                "  default_backend secure-back",
                "backend back",
                "  server one 127.0.0.1:" + addresses.get(0).port() + " proto h2",
                "backend secure-back",
                "  server one 127.0.0.1:" + addresses.get(1).port()
                        + " ssl alpn h2 verify required verifyhost localhost" + " ca-file " + authority.certificate(),
                "");
        AtomicBoolean enough = new AtomicBoolean();
        try (HaProxy proxy = HaProxy.with(configuration, folder)) {
            List<CompletableFuture<Long>> loads = Stream.of(HaProxy.socket(folder), secureSocket())
                    .map(socket -> CompletableFuture.supplyAsync(() -> load(socket, enough, proxy)))
                    .toList();
            try {
                Await.until("a recycle", () -> recycles(busy) >= 1);
                assertThat(TlsLoad.shown(addresses.get(1), "localhost")).isEqualTo("CN=shown");
                renewed.replace(shown);
                busy.log().await("certificates.renewed");
                Await.until("the other certificate", () -> TlsLoad.shown(addresses.get(1), "localhost")
                        .equals("CN=renewed"));
                Reloads.reload(busy);
            } finally {
                enough.set(true);
            }
            for (CompletableFuture<Long> load : loads) {
                assertThat(load.join()).isPositive();
            }
        }
        assertThat(recycles(busy)).isPositive();
    }

    private static Path secureSocket() {
        return folder.resolve("secure.sock");
    }

    /** Sends requests until it is enough, and returns how many; each must be answered. */
    private static long load(Path socket, AtomicBoolean enough, HaProxy proxy) {
        long sent = 0;
        do {
            Run.Result result = Run.command(
                    folder,
                    "h2load",
                    "-n",
                    "2000",
                    "-c",
                    "3",
                    "-m",
                    "10",
                    "--base-uri=unix:" + socket,
                    "http://localhost/pid");
            Matcher requests = REQUESTS.matcher(result.output());
            assertThat(requests.find()).as(result.output()).isTrue();
            assertThat(requests.group(2)).as(result.output() + proxy.log()).isEqualTo("2000");
            assertThat(result.output()).contains("status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx");
            sent += 2000;
        } while (!enough.get());
        return sent;
    }

    private static long recycles(ServerProcess busy) {
        return busy.log().events("worker.spawned").stream()
                .filter(event -> event.has("reason", "recycle"))
                .count();
    }
}
