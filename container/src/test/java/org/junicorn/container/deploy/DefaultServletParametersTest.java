package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The default servlet with the parameters of Tomcat's. */
class DefaultServletParametersTest {
    @TempDir
    Path folder;

    private TestApp app(String... parameters) {
        return new TestApp(folder)
                .servletOf("default", "org.apache.catalina.servlets.DefaultServlet", List.of("/"), parameters)
                .file("docs/b & c.txt", "x".repeat(2000))
                .file("docs/a.txt", "text")
                .file("docs/sub/x.txt", "")
                .file("docs/README.html", "<p>read me</p>")
                .file("WEB-INF/web.xml", "<secret/>")
                .file("app.js", "plain")
                .file("app.js.gz", "gzipped")
                .file("app.js.br", "brotli.")
                .file("only.css", "plain")
                .file("only.css.gz", "gzipped");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void listsFoldersOnlyIfItIsToldTo() throws Exception {
        try (Running running =
                app("listings", "true", "readmeFile", "README.html").start("/c")) {
            HttpResponse<String> page = running.get("/c/docs/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
            assertThat(page.body())
                    .contains("<title>Directory Listing For [/docs/]</title>")
                    .contains("<a href=\"../\"><b>Up To [/]</b></a>")
                    .contains("<a href=\"./a.txt\"><tt>a.txt</tt></a>")
                    .contains("<a href=\"./b%20%26%20c.txt\"><tt>b &amp; c.txt</tt></a>", "<tt>1.9 KiB</tt>")
                    .contains("<a href=\"./sub/\"><tt>sub/</tt></a>")
                    .contains("<p>read me</p>")
                    .doesNotContain("Junicorn");
            assertThat(running.get("/c/").body()).contains("docs/").doesNotContain("WEB-INF", "Up To");
            HttpResponse<String> redirect = running.get("/c/docs?x=1");
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(header(redirect, "Location")).isEqualTo("/c/docs/?x=1");
            assertThat(running.get("/c/WEB-INF/").statusCode()).isEqualTo(404);
        }
        try (Running running =
                new TestApp(folder.resolve("none")).file("docs/a.txt", "").start("")) {
            assertThat(running.get("/docs/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void sortsAListingAsItsReaderWants() throws Exception {
        TestApp app = app("listings", "true", "sortListings", "true", "sortDirectoriesFirst", "true");
        Files.setLastModifiedTime(app.root().resolve("docs/a.txt"), FileTime.from(Instant.EPOCH));
        try (Running running = app.start("")) {
            assertThat(running.get("/docs/").body()).containsSubsequence("sub/", "README", "a.txt", "b &amp; c");
            assertThat(running.get("/docs/?C=S;O=D").body())
                    .containsSubsequence("sub/", "b &amp; c", "README", "a.txt");
            assertThat(running.get("/docs/?C=M;O=A").body()).containsSubsequence("sub/", "a.txt", "README");
            assertThat(running.get("/docs/?C=N;O=A").body()).contains("<a href=\"?C=N;O=D\">Filename</a>");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, gzip, gzipped, gzip",
        "true, 'gzip, br', brotli., br",
        "true, 'br;q=0.5, gzip;q=0.8', gzipped, gzip",
        "true, 'gzip;q=0', plain, ''",
        "true, '*', brotli., br",
        "true, 'identity, gzip;q=0.5', plain, ''",
        "true, '', plain, ''",
        "'gzip=.gz,br=.br', 'br, gzip', gzipped, gzip",
        "false, gzip, plain, ''"
    })
    void sendsACompressedFileToThoseWhoUnderstandIt(String parameter, String accepted, String body, String coding)
            throws Exception {
        try (Running running = app("precompressed", parameter).start("")) {
            HttpResponse<String> response =
                    running.send("/app.js", r -> accepted.isEmpty() ? r : r.header("Accept-Encoding", accepted));
            assertThat(response.body()).isEqualTo(body);
            assertThat(header(response, "Content-Encoding")).isEqualTo(coding);
            assertThat(header(response, "Content-Type")).isEqualTo("text/javascript");
            assertThat(header(response, "Content-Length")).isEqualTo(String.valueOf(body.length()));
            assertThat(header(response, "ETag")).startsWith("W/\"5-");
            assertThat(header(response, "Vary")).isEqualTo(parameter.equals("false") ? "" : "accept-encoding");
            HttpResponse<String> part =
                    running.send("/app.js", r -> (accepted.isEmpty() ? r : r.header("Accept-Encoding", accepted))
                            .header("Range", "bytes=1-2"));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(body.substring(1, 3));
            assertThat(header(part, "Content-Range")).isEqualTo("bytes 1-2/" + body.length());
            HttpResponse<String> unchanged =
                    running.send("/app.js", r -> r.header("If-None-Match", header(response, "ETag")));
            assertThat(unchanged.statusCode()).isEqualTo(304);
        }
    }

    @Test
    void fallsBackToTheFormatThatIsThere() throws Exception {
        try (Running running = app("precompressed", "true").start("")) {
            assertThat(running.send("/only.css", r -> r.header("Accept-Encoding", "br, gzip"))
                            .body())
                    .isEqualTo("gzipped");
            HttpResponse<String> itself = running.send("/app.js.gz", r -> r.header("Accept-Encoding", "gzip"));
            assertThat(header(itself, "Content-Encoding")).isEmpty();
            assertThat(header(running.send("/docs/a.txt", r -> r.header("Accept-Encoding", "gzip")), "Vary"))
                    .isEmpty();
        }
    }

    @Test
    void answersPostOrNotAsItIsTold() throws Exception {
        TestApp app = app("allowPostAsGet", "false", "useAcceptRanges", "false");
        try (Running running = app.start("")) {
            HttpResponse<String> post = running.send("/docs/a.txt", r -> r.POST(BodyPublishers.noBody()));
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(header(post, "Allow")).isEqualTo("OPTIONS, GET, HEAD");
            assertThat(header(running.get("/docs/a.txt"), "Accept-Ranges")).isEmpty();
        }
    }

    private TestApp texts(String... parameters) throws Exception {
        TestApp app = app(parameters)
                .servlet(
                        "Latin",
                        "/latin",
                        "response.setCharacterEncoding(\"ISO-8859-1\");"
                                + "request.getRequestDispatcher(request.getParameter(\"p\")).forward(request, response);")
                .servlet(
                        "Chars",
                        "/chars",
                        "response.setContentType(\"text/plain;charset=UTF-8\"); response.getWriter().print('[');"
                                + "request.getRequestDispatcher(request.getParameter(\"p\")).include(request, response);"
                                + "response.getWriter().print(']');")
                .servlet(
                        "Bytes",
                        "/bytes",
                        "response.setContentType(\"text/plain\"); response.getOutputStream().print('[');"
                                + "request.getRequestDispatcher(request.getParameter(\"p\")).include(request, response);"
                                + "response.getOutputStream().print(']');");
        Files.write(app.root().resolve("latin.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(app.root().resolve("utf8.txt"), "é".getBytes(StandardCharsets.UTF_8));
        Files.write(app.root().resolve("bom.txt"), "\ufeffé".getBytes(StandardCharsets.UTF_8));
        Files.write(app.root().resolve("bom16.txt"), "\ufeffé".getBytes(StandardCharsets.UTF_16LE));
        Files.write(app.root().resolve("bom32.txt"), "\ufeffé".getBytes(Charset.forName("UTF-32LE")));
        return app;
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8.txt", "bom.txt", "bom16.txt", "bom32.txt"})
    void convertsATextThatIsAskedForInAnotherEncoding(String file) throws Exception {
        try (Running running = texts().start("")) {
            String latin = running.raw("GET /latin?p=/" + file + " HTTP/1.1\nHost: x\nConnection: close\n\n");
            assertThat(latin)
                    .containsPattern("Content-Type: text/plain; ?charset=ISO-8859-1")
                    .contains("\u00e9");
            assertThat(running.get("/chars?p=/" + file).body()).isEqualTo("[é]");
        }
    }

    @Test
    void readsFilesInTheEncodingThatIsConfigured() throws Exception {
        try (Running running = texts("fileEncoding", "ISO-8859-1").start("")) {
            assertThat(running.get("/chars?p=/latin.txt").body()).isEqualTo("[é]");
            assertThat(running.get("/chars?p=/bom.txt").body()).isEqualTo("[é]");
        }
    }

    @Test
    void stripsAMarkFromAPartButNotFromAFile() throws Exception {
        try (Running running = texts().start("")) {
            assertThat(running.get("/bytes?p=/bom.txt").body()).isEqualTo("[é]");
            assertThat(running.get("/bom.txt").body()).isEqualTo("\ufeffé");
        }
    }

    @Test
    void keepsAMarkIfItIsToldTo() throws Exception {
        try (Running running = texts("useBomIfPresent", "pass-through").start("")) {
            assertThat(running.get("/chars?p=/bom.txt").body()).isEqualTo("[\ufeffé]");
        }
    }

    @Test
    void aParameterWithAWrongValueMakesTheServletUnavailable() throws Exception {
        try (Running running = app("fileEncoding", "no-such").start("")) {
            assertThat(running.get("/app.js").statusCode()).isEqualTo(500);
        }
    }
}
