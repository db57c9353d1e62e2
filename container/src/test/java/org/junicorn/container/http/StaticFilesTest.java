package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StaticFilesTest {
    private static final String MODIFIED = "Thu, 01 Jan 2026 00:00:00 GMT";

    @TempDir
    Path outside;

    @TempDir
    Path folder;

    private TestServer server;

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(UTF_8));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00.5Z")));
        return file;
    }

    @BeforeEach
    void start() throws Exception {
        file("digits.txt", "0123456789");
        file("app.js", "plain");
        file("sub/index.html", "<p>sub</p>");
        file("empty/x.txt", "x");
        file("big.bin", "x".repeat(300_000));
        file(".env", "SECRET=1");
        file(".well-known/security.txt", "Contact: mailto:a@example.com");
        file("noextension", "?");
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
            out.write("plain".getBytes(UTF_8));
        }
        file("app.js.gz", gzipped.toByteArray());
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("escape.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("away"), outside);
        Files.createSymbolicLink(folder.resolve("inside.txt"), folder.resolve("digits.txt"));
        Path spa = Files.createDirectory(outside.resolve("spa"));
        Files.writeString(spa.resolve("index.html"), "the page");
        server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .statics(
                                "/assets=" + folder + ";max-age=3600;immutable",
                                "/spa=" + spa + ";fallback=index.html",
                                "/assets/plain=" + folder + ";index=none")
                        .options()),
                exchange -> exchange.getOutputStream()
                        .write(("app " + exchange.getRequestMethod() + " " + exchange.getRelativePath())
                                .getBytes(UTF_8)));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Client.Response ask(String method, String path, String... headers) throws IOException {
        try (Client client = server.client()) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: h\r\n");
            for (String header : headers) {
                client.send(header + "\r\n");
            }
            client.send("\r\n");
            return client.read(method.equals("HEAD"));
        }
    }

    @Test
    void aFileIsSentWithItsTypeItsTagAndHowLongItMayBeKept() throws IOException {
        Client.Response response = server.get("/assets/digits.txt");
        assertThat(response.text()).isEqualTo("0123456789");
        assertThat(response.header("content-type")).isEqualTo("text/plain");
        assertThat(response.header("content-length")).isEqualTo("10");
        assertThat(response.header("cache-control")).isEqualTo("max-age=3600, immutable");
        assertThat(response.header("last-modified")).isEqualTo(MODIFIED);
        assertThat(response.header("etag")).isEqualTo("W/\"10-1767225600500\"");
        assertThat(response.header("accept-ranges")).isEqualTo("bytes");
        assertThat(server.get("/assets/noextension").headers()).doesNotContainKey("content-type");
        assertThat(server.get("/assets/big.bin").body()).hasSize(300_000);
        assertThat(server.get("/spa/index.html").headers()).doesNotContainKey("cache-control");
    }

    @Test
    void aFileIsSentFromMemoryAsItIsFromTheDisk() throws IOException {
        List<String[]> headers = List.of(
                new String[0],
                new String[] {"Accept-Encoding: gzip"},
                new String[] {"Accept-Encoding: br;q=1, gzip;q=0"},
                new String[] {"If-None-Match: W/\"10-1767225600500\""},
                new String[] {"If-None-Match: W/\"5-1767225600500\"", "Accept-Encoding: gzip"},
                new String[] {"If-Modified-Since: " + MODIFIED});
        for (String path : List.of("/assets/digits.txt", "/assets/app.js", "/assets/sub/", "/assets/noextension")) {
            for (String method : List.of("GET", "HEAD")) {
                for (String[] more : headers) {
                    // A range is asked for on the disk, where the whole file is then sent since its tag is another one.
                    String[] special = Arrays.copyOf(more, more.length + 2);
                    special[more.length] = "Range: bytes=0-1";
                    special[more.length + 1] = "If-Range: \"other\"";
                    Client.Response read = ask(method, path, special);
                    Client.Response kept = ask(method, path, more);
                    assertThat(kept.status()).isEqualTo(read.status());
                    assertThat(kept.body()).isEqualTo(read.body());
                    assertThat(without("date", kept)).isEqualTo(without("date", read));
                }
            }
        }
    }

    private static Map<String, Object> without(String header, Client.Response response) {
        Map<String, Object> headers = new TreeMap<>(response.headers());
        headers.remove(header);
        return headers;
    }

    @Test
    void headHasNoBodyAndTheConnectionGoesOn() throws IOException {
        try (Client client = server.client()) {
            client.send("HEAD /assets/big.bin HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.read(true).header("content-length")).isEqualTo("300000");
            assertThat(client.get("/assets/digits.txt").text()).isEqualTo("0123456789");
            assertThat(client.get("/other").text()).isEqualTo("app GET /other");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/missing.txt",
                "/assets/.env",
                "/assets/escape.txt",
                "/assets/away/secret.txt",
                "/assets/digits.txt/",
                "/assets/empty/",
                "/assets/empty",
                "/assetsdigits.txt",
                "/assets/plain/sub/",
                "/assets"
            })
    void whatIsNotThereOrNobodysBusinessIsLeftToTheApplication(String path) throws IOException {
        assertThat(server.get(path).text()).isEqualTo("app GET " + path);
    }

    @Test
    void noPathLeadsOutOfTheFolder() throws IOException {
        assertThat(server.get("/assets/../digits.txt").text()).isEqualTo("app GET /digits.txt");
        assertThat(server.get("/assets/sub/%2e%2e/%2e%2e/secret.txt").text()).isEqualTo("app GET /secret.txt");
        assertThat(server.get("/assets/..%2fsecret.txt").status()).isEqualTo(400);
        assertThat(server.get("/assets/%00").status()).isEqualTo(400);
    }

    @Test
    void linksInsideOfTheFolderAndWellKnownFilesAreServed() throws IOException {
        assertThat(server.get("/assets/inside.txt").text()).isEqualTo("0123456789");
        assertThat(server.get("/assets/.well-known/security.txt").text()).startsWith("Contact: ");
        assertThat(server.get("/assets/plain/digits.txt").text()).isEqualTo("0123456789");
    }

    @Test
    void aFolderHasAnIndexAndASlash() throws IOException {
        assertThat(server.get("/assets/sub/").text()).isEqualTo("<p>sub</p>");
        Client.Response moved = server.get("/assets/sub?a=b");
        assertThat(moved.status()).isEqualTo(302);
        assertThat(moved.header("location")).isEqualTo("/assets/sub/?a=b");
    }

    @Test
    void aPageOfOnePageAnswersEveryPathUnderIt() throws IOException {
        assertThat(server.get("/spa/orders/7").text()).isEqualTo("the page");
        assertThat(server.get("/spa/").text()).isEqualTo("the page");
        assertThat(server.get("/spa").header("location")).isEqualTo("/spa/");
        assertThat(ask("POST", "/spa/orders/7", "Content-Length: 0").text()).isEqualTo("app POST /spa/orders/7");
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException {
        String tag = "W/\"10-1767225600500\"";
        Client.Response same = ask("GET", "/assets/digits.txt", "If-None-Match: " + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("etag")).isEqualTo(tag);
        assertThat(same.header("cache-control")).isEqualTo("max-age=3600, immutable");
        assertThat(ask("GET", "/assets/digits.txt", "If-Modified-Since: " + MODIFIED)
                        .status())
                .isEqualTo(304);
        assertThat(ask("GET", "/assets/digits.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + MODIFIED)
                        .status())
                .as("the tag counts alone")
                .isEqualTo(200);
        assertThat(ask("GET", "/assets/digits.txt", "If-Match: " + tag).status())
                .as("a weak tag is never the same")
                .isEqualTo(412);
        assertThat(ask("GET", "/assets/digits.txt", "If-Unmodified-Since: Wed, 01 Jan 2020 00:00:00 GMT")
                        .status())
                .isEqualTo(412);
    }

    @Test
    void partsOfAFileCanBeAskedFor() throws IOException {
        Client.Response part = ask("GET", "/assets/digits.txt", "Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("content-range")).isEqualTo("bytes 2-4/10");
        assertThat(ask("GET", "/assets/digits.txt", "Range: bytes=-3").text()).isEqualTo("789");
        assertThat(ask("GET", "/assets/big.bin", "Range: bytes=100000-").body()).hasSize(200_000);
        assertThat(ask("GET", "/assets/digits.txt", "Range: bytes=0-1,4-5").text())
                .isEqualTo("0123456789");
        Client.Response beyond = ask("GET", "/assets/digits.txt", "Range: bytes=10-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.header("content-range")).isEqualTo("bytes */10");
        assertThat(beyond.headers()).doesNotContainKey("cache-control");
        assertThat(ask("GET", "/assets/digits.txt", "Range: bytes=2-4", "If-Range: " + MODIFIED)
                        .status())
                .isEqualTo(206);
        assertThat(ask("GET", "/assets/digits.txt", "Range: bytes=2-4", "If-Range: W/\"10-1767225600500\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aCompressedFileBesideItIsSentToThoseWhoUnderstandIt() throws IOException {
        Client.Response gzip = ask("GET", "/assets/app.js", "Accept-Encoding: gzip, br");
        assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
        assertThat(gzip.header("content-type")).isEqualTo("text/javascript");
        assertThat(gzip.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(gzip.body()).isEqualTo(Files.readAllBytes(folder.resolve("app.js.gz")));
        Client.Response plain = server.get("/assets/app.js");
        assertThat(plain.text()).isEqualTo("plain");
        assertThat(plain.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(plain.header("etag")).isEqualTo(gzip.header("etag"));
    }

    @Test
    void aFolderThatIsALinkMayBeLedElsewhereWhileTheServerRuns() throws Exception {
        Path one = Files.createDirectory(outside.resolve("one"));
        Path two = Files.createDirectory(outside.resolve("two"));
        Files.writeString(one.resolve("v.txt"), "one");
        Files.writeString(two.resolve("v.txt"), "two!");
        Path current = Files.createSymbolicLink(outside.resolve("current"), one);
        try (TestServer linked = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .statics("/=" + current + ";max-age=60")
                        .cache(1 << 20, 100_000) // of which it takes no place
                        .options()),
                exchange -> {})) {
            assertThat(linked.get("/v.txt").text()).isEqualTo("one");
            Files.delete(current);
            Files.createSymbolicLink(current, two);
            assertThat(linked.get("/v.txt").text()).isEqualTo("two!");
        }
    }

    @Test
    void aCompressedResponseAndAStaticFileGoTogether() throws Exception {
        file("long.txt", "again ".repeat(20_000));
        try (TestServer both = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .statics("/=" + folder)
                        .compression(List.of("gzip"), 2048, List.of("text/"))
                        .options()),
                exchange -> {})) {
            try (Client client = both.client()) {
                Client.Response response = client.ask("GET /long.txt HTTP/1.1", "Host: h", "Accept-Encoding: gzip");
                assertThat(response.header("content-encoding")).isEqualTo("gzip");
                assertThat(new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(response.body()))
                                .readAllBytes())
                        .hasSize(120_000);
                Client.Response part =
                        client.ask("GET /long.txt HTTP/1.1", "Host: h", "Accept-Encoding: gzip", "Range: bytes=0-4");
                assertThat(part.text()).isEqualTo("again");
            }
        }
    }
}
