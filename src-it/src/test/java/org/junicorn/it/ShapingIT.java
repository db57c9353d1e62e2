package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the documentation, as it stands there, in a server with two workers. */
class ShapingIT {
    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static final Path DOC =
            Path.of("..", "docs", "edge.md").toAbsolutePath().normalize();

    private static ServerProcess server;
    private static Path config;

    @BeforeAll
    static void start() throws IOException {
        Path folder = SERVERS.directory();
        Files.createDirectory(folder.resolve("public"));
        Files.writeString(folder.resolve("public/style.css"), "a { color: red }\n".repeat(500));
        Files.createDirectory(folder.resolve("pages"));
        Files.writeString(folder.resolve("pages/not-found.html"), "<p>lost ${request_id}</p>");
        Files.writeString(folder.resolve("pages/error.json"), "{\"status\":${status}}");
        Matcher example = Pattern.compile("### All together\n\n```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOC));
        assertThat(example.find()).isTrue();
        config = Files.writeString(folder.resolve("junicorn.json"), example.group(1));
        server = SERVERS.probe()
                .workers(2)
                .option("-c", config)
                .option("--chdir", folder)
                .serve();
    }

    private static Http.Response ask(String method, String path, List<String> headers, String body) throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            return connection.exchange(method, path, headers, body.getBytes(UTF_8));
        }
    }

    @Test
    void everyAnswerHasAnIdAndTheHeadersThatWereAskedFor() throws HttpFailure {
        Http.Response response = ask("GET", "/pid", List.of("X-Request-Id: mine"), "");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("x-request-id")).isEqualTo("mine");
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(response.header("content-security-policy")).isEqualTo("default-src 'self'");
        Http.Response missing = ask("GET", "/nothing", List.of("X-Request-Id: lost-1"), "");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEqualTo("<p>lost lost-1</p>");
        assertThat(ask("TRACE", "/", List.of(), "").text()).isEqualTo("{\"status\":405}");
    }

    @Test
    void staticFilesAreCompressedByEveryCoding() throws HttpFailure {
        for (String coding : List.of("br", "zstd", "gzip")) {
            Http.Response response = ask("GET", "/assets/style.css", List.of("Accept-Encoding: " + coding), "");
            assertThat(response.header("content-encoding")).isEqualTo(coding);
            assertThat(response.header("cache-control")).isEqualTo("max-age=3600");
            assertThat(response.bytes()).hasSizeBetween(10, 500);
        }
        assertThat(ask("GET", "/assets/style.css", List.of(), "").bytes()).hasSize(8500);
        assertThat(ask("GET", "/assets/../junicorn.json", List.of(), "").status())
                .isEqualTo(404);
    }

    @Test
    void rulesAndOriginsDecideWhoIsLetIn() throws HttpFailure {
        assertThat(ask("GET", "/admin/x", List.of(), "").status()).isEqualTo(404);
        assertThat(ask("POST", "/pid", List.of(), "<!ENTITY a>").status()).isEqualTo(403);
        assertThat(ask("GET", "/pid", List.of("Origin: https://shop.example.com"), "")
                        .header("access-control-allow-origin"))
                .isEqualTo("https://shop.example.com");
        assertThat(ask("GET", "/pid", List.of("Origin: https://example.org"), "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aChunkedBodyThatWasLookedThroughReachesTheApplicationWhole() throws HttpFailure {
        String body = "x".repeat(100_000);
        for (String sent : List.of("", "short", body)) {
            try (Http.Connection connection = Http.Connection.open(server.address())) {
                String chunk = sent.isEmpty() ? "" : Integer.toHexString(sent.length()) + "\r\n" + sent + "\r\n";
                connection.sendRaw(("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + chunk + "0\r\n\r\n")
                        .getBytes(UTF_8));
                Http.Response response = connection.receive("POST");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).isEqualTo(sent);
            }
        }
    }

    @Test
    void aPreflightRequestIsAnsweredWithoutTheApplication() throws HttpFailure {
        Http.Response answer = ask(
                "OPTIONS",
                "/pid",
                List.of("Origin: https://shop.example.com", "Access-Control-Request-Method: POST"),
                "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("access-control-allow-methods")).contains("POST");
        assertThat(answer.header("access-control-max-age")).isEqualTo("1800");
    }

    @Test
    void aReloadTakesUpWhatHasChanged() throws Exception {
        String before = Files.readString(config);
        Files.writeString(
                config,
                before.replace("max-age=3600", "max-age=60")
                        .replace("br,zstd,gzip", "gzip")
                        .replace("X-Request-Id", "X-Trace"));
        Reloads.reload(server);
        Http.Response style =
                ask("GET", "/assets/style.css", List.of("Accept-Encoding: br, gzip;q=0.5", "X-Trace: t1"), "");
        assertThat(style.header("cache-control")).isEqualTo("max-age=60");
        assertThat(style.header("content-encoding")).isEqualTo("gzip");
        assertThat(style.header("x-trace")).isEqualTo("t1");
        Files.writeString(config, before);
        Reloads.reload(server);
    }
}
