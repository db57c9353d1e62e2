package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultServletTest {
    private static final String MODIFIED = "Thu, 01 Jan 2026 00:00:00 GMT";

    @TempDir
    Path folder;

    private TestApp app;
    private Running running;

    @BeforeEach
    void start() throws Exception {
        app = new TestApp(folder)
                .file("index.html", "<p>home</p>")
                .file("digits.txt", "0123456789")
                .file("style.CSS", "a{}")
                .file("script.mjs", "x")
                .file("unknown.zzz", "?")
                .file("noextension", "?")
                .file("sub/index.htm", "sub")
                .file("empty/file.txt", "")
                .file("WEB-INF/web.xml", "<secret/>")
                .file("META-INF/context.xml", "<secret/>")
                .file("PAGE.JSP", "<%= secret %>")
                .file("big.bin", "x".repeat(200_000))
                .libraryFile("a.jar", "lib.txt", "of the library")
                .libraryFile("a.jar", "digits.txt", "hidden by the application's own")
                .libraryFile("b.jar", "sub/other.txt", "in the same folder")
                .servlet(
                        "Forwarding",
                        "/forward",
                        "request.getRequestDispatcher(\"/digits.txt\").forward(request, response);")
                .servlet(
                        "Including",
                        "/include",
                        "response.setContentType(\"text/plain\"); response.getWriter().print(\"[\");"
                                + "request.getRequestDispatcher(\"/digits.txt\").include(request, response);"
                                + "response.getWriter().print(\"]\");")
                .servlet(
                        "IncludingNothing",
                        "/include-missing",
                        "try { request.getRequestDispatcher(\"/missing.txt\").include(request, response);"
                                + "} catch (FileNotFoundException e) { response.getWriter().print(\"not found: \""
                                + " + e.getMessage()); }")
                .servlet(
                        "Secret",
                        "/secret",
                        "request.getRequestDispatcher(\"/WEB-INF/web.xml\").forward(request, response);")
                .servlet(
                        "Asking",
                        "/ask",
                        "ServletContext c = getServletContext(); PrintWriter out = response.getWriter();"
                                + "out.println(new TreeSet<>(c.getResourcePaths(\"/sub/\")));"
                                + "out.println(c.getResourcePaths(\"/\").contains(\"/lib.txt\"));"
                                + "out.println(c.getRealPath(\"/digits.txt\").endsWith(\"/app/digits.txt\"));"
                                + "out.println(c.getRealPath(\"/new.txt\").endsWith(\"/app/new.txt\"));"
                                + "out.println(c.getResource(\"/lib.txt\") != null);"
                                + "out.println(c.getResource(\"/missing\") == null);"
                                + "out.println(c.getResourceAsStream(\"/digits.txt\").readAllBytes().length);"
                                + "out.println(c.getMimeType(\"a.ZZZ\") + c.getMimeType(\"a.html\"));");
        app.mime("zzz2", "application/x-zzz");
        Files.setLastModifiedTime(
                app.root().resolve("digits.txt"), FileTime.from(Instant.parse("2026-01-01T00:00:00.123Z")));
        running = app.start("/ctx");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static String tag() {
        return "W/\"10-" + Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli() + "\"";
    }

    @Test
    void servesAFileAsTomcatDoes() throws Exception {
        HttpResponse<String> response = running.get("/ctx/digits.txt");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("0123456789");
        assertThat(response.headers().firstValue("ETag")).hasValue(tag());
        assertThat(response.headers().firstValue("Last-Modified")).hasValue(MODIFIED);
        assertThat(response.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("10");
        assertThat(response.headers().map()).doesNotContainKeys("server", "x-powered-by");
    }

    @Test
    void namesTheTypeByTheExtensionInAnyCaseAndNoneForAnUnknownOne() throws Exception {
        assertThat(type("/ctx/style.CSS")).isEqualTo("text/css");
        assertThat(type("/ctx/script.mjs")).isEqualTo("text/javascript");
        assertThat(type("/ctx/unknown.zzz")).isEmpty();
        assertThat(type("/ctx/noextension")).isEmpty();
        assertThat(type("/ctx/index.html")).isEqualTo("text/html");
    }

    private String type(String path) throws Exception {
        HttpResponse<String> response = running.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void answersHeadWithTheHeadersOnlyAndPostLikeGet() throws Exception {
        HttpResponse<String> head = running.send("/ctx/digits.txt", r -> r.method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("10");
        assertThat(head.body()).isEmpty();
        HttpResponse<String> post = running.send("/ctx/digits.txt", r -> r.POST(BodyPublishers.ofString("a=b")));
        assertThat(post.statusCode()).isEqualTo(200);
        assertThat(post.body()).isEqualTo("0123456789");
    }

    @Test
    void namesTheMethodsThatItAllows() throws Exception {
        HttpResponse<String> options =
                running.send("/ctx/digits.txt", r -> r.method("OPTIONS", BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("Allow")).hasValue("OPTIONS, GET, HEAD, POST");
        for (String method : new String[] {"PUT", "DELETE", "PATCH"}) {
            HttpResponse<String> refused =
                    running.send("/ctx/digits.txt", r -> r.method(method, BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).hasValue("OPTIONS, GET, HEAD, POST");
        }
        assertThat(running.raw("TRACE /ctx/digits.txt HTTP/1.1\nHost: x\nConnection: close\n\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: ")
                .doesNotContain("Host: x");
    }

    @Test
    void answersNotModifiedToWhoHasTheFile() throws Exception {
        assertThat(status("If-None-Match", tag())).isEqualTo(304);
        assertThat(status("If-None-Match", "\"other\", " + tag().substring(2))).isEqualTo(304);
        assertThat(status("If-None-Match", "*")).isEqualTo(304);
        assertThat(status("If-None-Match", "\"other\"")).isEqualTo(200);
        assertThat(status("If-Modified-Since", MODIFIED)).isEqualTo(304);
        assertThat(status("If-Modified-Since", "Wed, 31 Dec 2025 00:00:00 GMT")).isEqualTo(200);
        assertThat(status("If-Modified-Since", "no date")).isEqualTo(200);
        String raw = running.raw(
                "GET /ctx/digits.txt HTTP/1.1\nHost: x\nIf-None-Match: " + tag() + "\nConnection: close\n\n");
        assertThat(raw).startsWith("HTTP/1.1 304 ").contains("ETag: " + tag()).endsWith("\r\n\r\n");
    }

    @Test
    void refusesWhatWasChangedSince() throws Exception {
        assertThat(status("If-Match", "*")).isEqualTo(200);
        // A weak tag never matches strongly (RFC 9110, 13.1.1).
        assertThat(status("If-Match", tag())).isEqualTo(412);
        assertThat(status("If-Match", "\"other\"")).isEqualTo(412);
        assertThat(status("If-Unmodified-Since", MODIFIED)).isEqualTo(200);
        assertThat(status("If-Unmodified-Since", "Wed, 31 Dec 2025 00:00:00 GMT"))
                .isEqualTo(412);
        HttpResponse<String> post = running.send(
                "/ctx/digits.txt", r -> r.POST(BodyPublishers.noBody()).header("If-None-Match", tag()));
        assertThat(post.statusCode()).isEqualTo(412);
    }

    private int status(String header, String value) throws Exception {
        return running.send("/ctx/digits.txt", r -> r.header(header, value)).statusCode();
    }

    @Test
    void sendsOnePartOfAFile() throws Exception {
        assertPart("bytes=2-4", "234", "bytes 2-4/10");
        assertPart("bytes=7-", "789", "bytes 7-9/10");
        assertPart("bytes=-2", "89", "bytes 8-9/10");
        assertPart("bytes=0-99", "0123456789", "bytes 0-9/10");
    }

    private void assertPart(String range, String body, String contentRange) throws Exception {
        HttpResponse<String> response = running.send("/ctx/digits.txt", r -> r.header("Range", range));
        assertThat(response.statusCode()).as(range).isEqualTo(206);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("Content-Range")).hasValue(contentRange);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("" + body.length());
    }

    @Test
    void sendsSeveralPartsOfAFileAsOneMultipartBody() throws Exception {
        HttpResponse<String> response = running.send("/ctx/digits.txt", r -> r.header("Range", "bytes=0-1, -1"));
        assertThat(response.statusCode()).isEqualTo(206);
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(response.body())
                .isEqualTo("\r\n--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01"
                        + "\r\n--" + boundary + "\r\nContent-Type: text/plain\r\nContent-Range: bytes 9-9/10\r\n\r\n9"
                        + "\r\n--" + boundary + "--");
    }

    @Test
    void refusesRangesThatTheFileDoesNotHave() throws Exception {
        for (String range : new String[] {
            "bytes=10-", "bytes=5-4", "bytes=a-b", "bytes=", "bytes", "bytes=0-1,20-30", "bytes=0-4,4-5"
        }) {
            HttpResponse<String> response = running.send("/ctx/digits.txt", r -> r.header("Range", range));
            assertThat(response.statusCode()).as(range).isEqualTo(416);
            assertThat(response.headers().firstValue("Content-Range")).hasValue("bytes */10");
        }
        assertThat(status("Range", "lines=1-2")).isEqualTo(200);
    }

    @Test
    void sendsTheWholeFileToWhoHasAPartOfAnotherVersion() throws Exception {
        assertThat(ifRange(MODIFIED)).isEqualTo(206);
        assertThat(ifRange("Wed, 31 Dec 2025 00:00:00 GMT")).isEqualTo(200);
        assertThat(ifRange("\"other\"")).isEqualTo(200);
        assertThat(ifRange("*")).isEqualTo(200);
    }

    private int ifRange(String value) throws Exception {
        return running.send(
                        "/ctx/digits.txt", r -> r.header("Range", "bytes=0-1").header("If-Range", value))
                .statusCode();
    }

    @Test
    void sendsLargeFilesAndPartsOfThemWhole() throws Exception {
        assertThat(running.get("/ctx/big.bin").body()).hasSize(200_000);
        HttpResponse<String> part = running.send("/ctx/big.bin", r -> r.header("Range", "bytes=1000-100999"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSize(100_000);
        String head = running.raw("HEAD /ctx/big.bin HTTP/1.1\nHost: x\nConnection: close\n\n");
        assertThat(head).contains("Content-Length: 200000\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void hidesWhatIsTheApplicationsOwn() throws Exception {
        for (String path : new String[] {
            "/ctx/WEB-INF/web.xml",
            "/ctx/web-inf/web.xml",
            "/ctx/META-INF/context.xml",
            "/ctx/WEB-INF",
            "/ctx/meta-inf/",
            "/ctx/WEB-INF/junicorn-error-report"
        }) {
            HttpResponse<String> response = running.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).contains("HTTP Status 404 – Not Found").doesNotContain("secret");
        }
        assertThat(running.get("/ctx/secret").body()).isEqualTo("<secret/>");
    }

    @Test
    void doesNotFollowSymbolicLinks() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside.txt"), "secret");
        Files.createSymbolicLink(app.root().resolve("link.txt"), outside);
        Files.createSymbolicLink(app.root().resolve("parent"), folder);
        Files.createSymbolicLink(app.root().resolve("alias.xml"), app.root().resolve("WEB-INF/web.xml"));
        assertThat(running.get("/ctx/link.txt").statusCode()).isEqualTo(404);
        assertThat(running.get("/ctx/parent/outside.txt").statusCode()).isEqualTo(404);
        assertThat(running.get("/ctx/alias.xml").statusCode()).isEqualTo(404);
    }

    @Test
    void redirectsToAFolderAndFindsItsWelcomeFileButListsNothing() throws Exception {
        HttpResponse<String> folderItself = running.get("/ctx/sub?a=b%20c");
        assertThat(folderItself.statusCode()).isEqualTo(302);
        assertThat(folderItself.headers().firstValue("Location")).hasValue("/ctx/sub/?a=b%20c");
        assertThat(running.get("/ctx/sub/").body()).isEqualTo("sub");
        assertThat(running.get("/ctx/").body()).isEqualTo("<p>home</p>");
        assertThat(running.get("/ctx/empty/").statusCode()).isEqualTo(404);
        assertThat(running.get("/ctx/digits.txt/").statusCode()).isEqualTo(404);
        HttpResponse<String> root = running.get("/ctx?x=y");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).hasValue("/ctx/?x=y");
        assertThat(running.get("/ctxother").statusCode()).isEqualTo(404);
        assertThat(running.get("/other").body()).contains("HTTP Status 404 – Not Found");
    }

    @Test
    void findsFilesThatTheApplicationWroteSince() throws Exception {
        assertThat(running.get("/ctx/later.txt").statusCode()).isEqualTo(404);
        app.file("later.txt", "now");
        app.file("folder/later.txt", "now");
        assertThat(running.get("/ctx/later.txt").body()).isEqualTo("now");
        assertThat(running.get("/ctx/folder/later.txt").body()).isEqualTo("now");
    }

    @Test
    void servesTheFilesOfLibrariesBelowThoseOfTheApplication() throws Exception {
        assertThat(running.get("/ctx/lib.txt").body()).isEqualTo("of the library");
        assertThat(running.get("/ctx/sub/other.txt").body()).isEqualTo("in the same folder");
        assertThat(running.get("/ctx/digits.txt").body()).isEqualTo("0123456789");
    }

    @Test
    void letsTheApplicationSeeOneTreeOfFiles() throws Exception {
        assertThat(running.get("/ctx/ask").body().lines())
                .containsExactly(
                        "[/sub/index.htm, /sub/other.txt]",
                        "true",
                        "true",
                        "true",
                        "true",
                        "true",
                        "10",
                        "nulltext/html");
    }

    @Test
    void worksBehindForwardAndInclude() throws Exception {
        HttpResponse<String> forwarded = running.get("/ctx/forward");
        assertThat(forwarded.body()).isEqualTo("0123456789");
        assertThat(forwarded.headers().firstValue("ETag")).hasValue(tag());
        HttpResponse<String> included = running.get("/ctx/include");
        assertThat(included.body()).isEqualTo("[0123456789]");
        assertThat(included.headers().firstValue("ETag")).isEmpty();
        assertThat(running.get("/ctx/include-missing").body()).isEqualTo("not found: /missing.txt");
    }

    @Test
    void neverServesTheSourceOfAJsp() throws Exception {
        HttpResponse<String> response = running.get("/ctx/PAGE.JSP");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).doesNotContain("secret");
    }

    @Test
    void knowsTheTypesThatTomcatKnowsAndThoseOfTheApplication() {
        Map<String, String> types = MimeTypes.with(Map.of("HTML", "text/x-mine", "zzz", "application/x-zzz"));
        assertThat(types)
                .hasSizeGreaterThan(1000)
                .containsEntry("html", "text/x-mine")
                .containsEntry("zzz", "application/x-zzz")
                .containsEntry("wasm", "application/wasm")
                .containsEntry("woff2", "font/woff2");
    }
}
