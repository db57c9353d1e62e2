package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CachedContentTest {
    private static final String FOR_EVER = "<Resources cacheTtl='3600000'/>";
    private static final String NEVER = "<Resources cachingAllowed='false'/>";
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00.123Z");

    @TempDir
    Path folder;

    private TestApp app(String name, String resources) {
        return new TestApp(folder.resolve(name)).context(resources);
    }

    private static void file(TestApp app, String path, String content) throws IOException {
        app.file(path, content);
        Files.setLastModifiedTime(app.root().resolve(path), FileTime.from(MODIFIED));
    }

    private static String get(Running running, String path, String... headers) throws IOException {
        return ask(running, "GET " + path + " HTTP/1.1", headers);
    }

    private static String ask(Running running, String line, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(line + "\nHost: localhost\nConnection: close\n");
        for (String header : headers) {
            request.append(header).append('\n');
        }
        return running.raw(request + "\n").replaceAll("\r\nDate: [^\r]*", "");
    }

    /** Puts a file into the cache and changes what is on the disk, so that one can see who answers. */
    private static boolean isCached(Running running, TestApp app, String path) throws IOException {
        Path file = app.root().resolve(path.substring(1));
        String before = get(running, path);
        assertThat(before).startsWith("HTTP/1.1 200 ");
        Path aside = file.resolveSibling(file.getFileName() + ".aside");
        Files.move(file, aside);
        boolean cached = get(running, path).equals(before);
        Files.move(aside, file);
        return cached;
    }

    @Test
    void whatIsCachedIsAnsweredByteForByteAsWhatIsNot() throws Exception {
        TestApp cached = app("cached", FOR_EVER);
        TestApp uncached = app("uncached", NEVER);
        for (TestApp app : List.of(cached, uncached)) {
            file(app, "digits.txt", "0123456789");
            file(app, "index.html", "<p>home</p>");
            file(app, "style.CSS", "a{}");
            file(app, "page.zzz", "<p>\u00e4</p>");
            file(app, "noextension", "?");
            file(app, "empty.txt", "");
            file(app, "with space+\u00e4.txt", "name");
            file(app, "sub/a.js", "x");
            file(app, "big.bin", "x".repeat(70_000));
            file(app, "middle.bin", "y".repeat(60_000));
            file(app, "PAGE.JSP", "<%= secret %>");
            file(app, "WEB-INF/secret.txt", "secret");
            app.mime("zzz", "text/html;charset=UTF-8");
        }
        List<String> targets = List.of(
                "/digits.txt",
                "/digits.txt?a=b&c",
                "/digits.txt;jsessionid=0123",
                "/digits.txt/",
                "/DIGITS.txt",
                "/sub/../digits.txt",
                "/./digits.txt",
                "//digits.txt",
                "/%64igits.txt",
                "/",
                "/index.html",
                "/style.CSS",
                "/page.zzz",
                "/noextension",
                "/empty.txt",
                "/with%20space+%C3%A4.txt",
                "/sub",
                "/sub/",
                "/sub/a.js",
                "/big.bin",
                "/middle.bin",
                "/PAGE.JSP",
                "/WEB-INF/secret.txt",
                "/web-inf/secret.txt",
                "/missing.txt");
        List<String[]> headers = List.of(
                new String[0],
                new String[] {"If-None-Match: W/\"10-1767225600123\""},
                new String[] {"If-None-Match: \"other\", \"10-1767225600123\""},
                new String[] {"If-None-Match: \"other\""},
                new String[] {"If-None-Match: *"},
                new String[] {"If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT"},
                new String[] {"If-Modified-Since: Wed, 31 Dec 2025 23:59:59 GMT"},
                new String[] {"If-Modified-Since: yesterday"},
                new String[] {"If-None-Match: \"other\"", "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT"},
                new String[] {"If-Match: \"10-1767225600123\""},
                new String[] {"If-Unmodified-Since: Wed, 31 Dec 2025 23:59:59 GMT"},
                new String[] {"Range: bytes=2-4"},
                new String[] {"Range: bytes=90000000-"},
                new String[] {"Range: bytes=2-4", "If-Range: \"other\""},
                new String[] {"Accept-Encoding: gzip, br"},
                new String[] {"Cookie: JSESSIONID=0123; a=b"},
                new String[] {"Authorization: Basic YTpi"},
                new String[] {"Upgrade: websocket"},
                new String[] {"Content-Type: application/x-www-form-urlencoded", "Content-Length: 3", "", "a=b"});
        try (Running fast = cached.start("/ctx");
                Running slow = uncached.start("/ctx")) {
            for (String target : targets) {
                get(fast, "/ctx" + target); // from here on it is in the cache, if it may be
                for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "DELETE")) {
                    for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
                        String line = method + " /ctx" + target + " " + version;
                        for (String[] more : method.equals("GET") ? headers : headers.subList(0, 7)) {
                            assertThat(ask(fast, line, more))
                                    .as(line + " with " + String.join(", ", more))
                                    .isEqualTo(ask(slow, line, more));
                        }
                    }
                }
            }
        }
    }

    @Test
    void smallFilesAreSentFromMemoryAndOthersFromTheDisk() throws Exception {
        TestApp app = app("app", FOR_EVER);
        file(app, "small.txt", "small");
        file(app, "largest.txt", "x".repeat(65_536));
        file(app, "large.txt", "x".repeat(65_537));
        app.file("new.txt", "has just been written");
        Files.setLastModifiedTime(
                app.root().resolve("new.txt"), FileTime.from(Instant.now().plusSeconds(1)));
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/small.txt")).isTrue();
            assertThat(isCached(running, app, "/largest.txt")).isTrue();
            assertThat(isCached(running, app, "/large.txt")).isFalse();
            assertThat(isCached(running, app, "/new.txt")).isFalse();
        }
        try (Running running = app.context(NEVER).start()) {
            assertThat(isCached(running, app, "/small.txt")).isFalse();
        }
        try (Running running = app.context("<Resources cacheTtl='0'/>").start()) {
            assertThat(isCached(running, app, "/small.txt")).isFalse();
        }
        try (Running running = app.context("<Resources cacheTtl='3600000' cacheObjectMaxSize='100'/>")
                .start()) {
            assertThat(isCached(running, app, "/large.txt")).isTrue();
        }
    }

    @Test
    void aCacheThatIsFullTakesNoMore() throws Exception {
        TestApp app = app("app", "<Resources cacheTtl='3600000' cacheMaxSize='100'/>");
        file(app, "a.txt", "a".repeat(60_000));
        file(app, "b.txt", "b".repeat(60_000));
        file(app, "c.txt", "c".repeat(30_000));
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/a.txt")).isTrue();
            assertThat(isCached(running, app, "/b.txt")).isFalse();
            assertThat(isCached(running, app, "/c.txt")).isTrue();
            assertThat(isCached(running, app, "/a.txt")).isTrue();
        }
    }

    @Test
    void aFileBehindAFilterIsLeftToTheFilter() throws Exception {
        String body = "public void doFilter(ServletRequest q, ServletResponse r, FilterChain c) throws IOException,"
                + " ServletException { c.doFilter(q, r); }";
        TestApp app = app("app", FOR_EVER)
                .source("Folder", "public class Folder implements Filter {" + body + "}")
                .source("Ending", "public class Ending implements Filter {" + body + "}")
                .source("Exactly", "public class Exactly implements Filter {" + body + "}")
                .source("Forwarded", "public class Forwarded implements Filter {" + body + "}")
                .filter("Folder", List.of("/folder/*"), List.of())
                .filter("Ending", List.of("*.js"), List.of())
                .filter("Exactly", List.of("/exactly.txt"), List.of())
                .filter("Forwarded", List.of("/*"), List.of("default"), "FORWARD", "INCLUDE", "ERROR");
        for (String name : List.of("folder/a.txt", "folders/a.txt", "a.js", "a.jsx", "exactly.txt", "other.txt")) {
            file(app, name, name);
        }
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/folder/a.txt")).isFalse();
            assertThat(isCached(running, app, "/a.js")).isFalse();
            assertThat(isCached(running, app, "/exactly.txt")).isFalse();
            assertThat(isCached(running, app, "/a.jsx")).isTrue();
            assertThat(isCached(running, app, "/other.txt")).isTrue();
            assertThat(isCached(running, app, "/folders/a.txt")).isTrue();
        }
    }

    @Test
    void aFilterThatIsMappedToTheDefaultServletIsNotPassedBy() throws Exception {
        TestApp app = app("app", FOR_EVER)
                .source(
                        "ByName",
                        "public class ByName implements Filter { public void doFilter(ServletRequest q, ServletResponse r,"
                                + " FilterChain c) throws IOException, ServletException { c.doFilter(q, r); } }")
                .filter("ByName", List.of(), List.of("default"));
        file(app, "a.txt", "a");
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/a.txt")).isFalse();
        }
    }

    @Test
    void anApplicationThatListensToRequestsHearsOfAll() throws Exception {
        TestApp app = app("app", FOR_EVER)
                .source(
                        "Adding",
                        "public class Adding implements ServletContextListener { public void"
                                + " contextInitialized(ServletContextEvent e) {"
                                + " e.getServletContext().addListener(Listening.class); } }")
                .source("Listening", "public class Listening implements ServletRequestListener {}")
                .listener("Adding");
        file(app, "a.txt", "a");
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/a.txt")).isFalse();
        }
    }

    @Test
    void anApplicationWithValvesIsAskedForEachFile() throws Exception {
        TestApp app = app(
                "app",
                FOR_EVER + "<Valve className='org.apache.catalina.valves.RemoteAddrValve' allow='127\\..*|::1'/>");
        file(app, "a.txt", "a");
        try (Running running = app.start()) {
            assertThat(isCached(running, app, "/a.txt")).isFalse();
        }
    }

    @Test
    void aFileThatOnlyAServletForwardsToStaysUnknown() throws Exception {
        TestApp app = app("app", FOR_EVER)
                .servlet(
                        "Hiding",
                        "/open.txt",
                        "request.getRequestDispatcher(\"/WEB-INF/secret.txt\").forward(request, response);");
        file(app, "WEB-INF/secret.txt", "secret");
        try (Running running = app.start()) {
            assertThat(get(running, "/open.txt")).endsWith("secret");
            assertThat(get(running, "/WEB-INF/secret.txt")).startsWith("HTTP/1.1 404 ");
            assertThat(get(running, "/open.txt")).endsWith("secret");
        }
    }

    @Test
    void compressedFilesBesideAFileAreLookedForEachTime() throws Exception {
        TestApp app = app("app", FOR_EVER)
                .map(
                        new org.junicorn.container.war.WebAppModel.ServletModel(
                                "default",
                                "org.apache.catalina.servlets.DefaultServlet",
                                "",
                                List.of("/"),
                                Map.of("precompressed", "gzip=.gz"),
                                1,
                                true,
                                true,
                                null,
                                "",
                                List.of(),
                                null),
                        s -> s);
        file(app, "a.txt", "plain");
        file(app, "a.txt.gz", "packed");
        try (Running running = app.start()) {
            for (int i = 0; i < 2; i++) {
                assertThat(get(running, "/a.txt")).endsWith("plain").contains("Vary: accept-encoding");
                assertThat(get(running, "/a.txt", "Accept-Encoding: gzip"))
                        .endsWith("packed")
                        .contains("Content-Encoding: gzip");
            }
        }
    }

    @Test
    void sizesAndTimesOfTheCacheMustBeNumbers() {
        assertThatThrownBy(() -> app("app", "<Resources cacheMaxSize='10m'/>").start())
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("context.xml, line 1: cacheMaxSize of <Resources> is \"10m\", which is no number;"
                        + " write one such as 10240");
    }
}
