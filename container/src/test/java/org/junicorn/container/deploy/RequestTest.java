package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.SessionModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder);
    }

    @Test
    void explainsAnErrorForWhichTheApplicationHasNoPage() throws Exception {
        TestApp app = app().servlet("Say", "/say", "response.sendError(403, \"<b>no & no</b>\");")
                .servlet("Plain", "/plain", "response.sendError(410);")
                .servlet("Status", "/status", "response.setStatus(404);")
                .servlet("Throw", "/throw", "throw new IllegalStateException(\"password is secret\");")
                .servlet(
                        "Gzip", "/gzip", "response.setHeader(\"Content-Encoding\", \"gzip\"); response.sendError(404);")
                .servlet("Body", "/body", "response.setStatus(422); response.getWriter().print(\"mine\");");
        try (Running running = app.start("")) {
            HttpResponse<String> said = running.get("/say");
            assertThat(said.statusCode()).isEqualTo(403);
            assertThat(said.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
            assertThat(said.body())
                    .startsWith("<!doctype html><html lang=\"en\"><head><title>HTTP Status 403 – Forbidden</title>")
                    .contains("<b>Message</b> &lt;b&gt;no &amp; no&lt;/b&gt;");
            assertThat(running.get("/plain").body())
                    .contains("<h1>HTTP Status 410 – Gone</h1>")
                    .doesNotContain("Message");
            HttpResponse<String> thrown = running.get("/throw");
            assertThat(thrown.statusCode()).isEqualTo(500);
            assertThat(thrown.body())
                    .contains("HTTP Status 500 – Internal Server Error")
                    .doesNotContain("secret", "IllegalState", "at app.");
            assertThat(running.get("/gzip").headers().firstValue("Content-Encoding"))
                    .isEmpty();
            assertThat(running.get("/status").body()).isEmpty();
            assertThat(running.get("/body").body()).isEqualTo("mine");
            assertThat(running.get("/<script>".replace("<", "%3C").replace(">", "%3E"))
                            .body())
                    .doesNotContain("<script>");
            String head = running.raw("HEAD /missing HTTP/1.1\nHost: x\nConnection: close\n\n");
            assertThat(head).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\n");
        }
    }

    @Test
    void showsTheApplicationsErrorPages() throws Exception {
        TestApp app = app().servlet(
                        "Page",
                        "/page",
                        "response.getWriter().print(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + \" \""
                                + " + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + \" \" +"
                                + " request.getAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE));")
                .servlet("Throw", "/throw", "throw new ServletException(new IOException(\"x\"));")
                .servlet("State", "/state", "throw new IllegalStateException();")
                .servlet("Teapot", "/teapot", "response.sendError(418);")
                .file("gone.html", "static page")
                .servlet("Gone", "/gone", "response.sendError(410);")
                .servlet("Lost", "/lost", "response.sendError(411);")
                .errorPage(404, "", "/page")
                .errorPage(410, "", "/gone.html")
                .errorPage(411, "", "/nowhere.html")
                .errorPage(404, "", "/gone.html")
                .errorPage(0, "java.io.IOException", "/page")
                .errorPage(0, "app.NoSuchException", "/page");
        try (Running running = app.start("/c")) {
            HttpResponse<String> missing = running.get("/c/missing");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).isEqualTo("404 /c/missing null");
            HttpResponse<String> thrown = running.get("/c/throw");
            assertThat(thrown.statusCode()).isEqualTo(500);
            assertThat(thrown.body()).isEqualTo("500 /c/throw class java.io.IOException");
            HttpResponse<String> gone = running.get("/c/gone");
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(gone.body()).isEqualTo("static page");
            assertThat(running.get("/c/state").body()).contains("HTTP Status 500");
            assertThat(running.get("/c/teapot").body()).contains("HTTP Status 418");
            HttpResponse<String> lost = running.get("/c/lost");
            assertThat(lost.statusCode()).isEqualTo(411);
            assertThat(lost.body()).contains("HTTP Status 411");
        }
    }

    @Test
    void keepsRedirectsAsTheApplicationWroteThem() throws Exception {
        TestApp app = app().servlet("Go", "/go/*", "response.sendRedirect(request.getParameter(\"to\"));")
                .servlet("Seen", "/seen", "response.getWriter().print(\"x\"); response.sendRedirect(\"/a\", 303);");
        try (Running running = app.start("/c")) {
            for (String location :
                    List.of("x", "../x", "/y?a=b", "?page=2", "https://other.example/", "//cdn.example/")) {
                HttpResponse<String> response = running.get("/c/go/a/b?to=" + location.replace("?", "%3F"));
                assertThat(response.statusCode()).isEqualTo(302);
                assertThat(response.headers().firstValue("Location")).hasValue(location);
                assertThat(response.body()).isEmpty();
            }
            HttpResponse<String> other = running.get("/c/seen");
            assertThat(other.statusCode()).isEqualTo(303);
            assertThat(other.body()).isEmpty();
            assertThat(running.raw("GET /c/go/a?to=x HTTP/1.0\nHost: h:1\n\n"))
                    .contains("Location: http://h:1/c/go/x\r\n");
        }
    }

    @Test
    void speaksUtf8UnlessTheApplicationWantsSomethingElse() throws Exception {
        String body = "response.setContentType(\"text/plain\"); response.getWriter().print(request.getParameter(\"p\")"
                + " + \" \" + request.getCharacterEncoding() + \" \\u00e9\");";
        try (Running running = app().servlet("Echo", "/echo", body).start("")) {
            HttpResponse<String> response = running.send(
                    "/echo", r -> r.header("Content-Type", FORM).POST(BodyPublishers.ofString("p=%C3%A9")));
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
            assertThat(response.body()).isEqualTo("é UTF-8 é");
        }
        try (Running running = new TestApp(folder.resolve("latin"))
                .encodings("ISO-8859-1", "ISO-8859-15")
                .servlet("Echo", "/echo", body)
                .start("")) {
            HttpResponse<String> response =
                    running.send("/echo", r -> r.header("Content-Type", FORM).POST(BodyPublishers.ofString("p=%E9")));
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=ISO-8859-15");
            assertThat(response.body()).isEqualTo("é ISO-8859-1 é");
        }
    }

    @Test
    void limitsFormsButNotBodies() throws Exception {
        TestApp app = app().servlet("Form", "/form", "response.getWriter().print(request.getParameterMap().size());")
                .servlet("Raw", "/raw", "response.getWriter().print(request.getInputStream().readAllBytes().length);")
                .servlet(
                        "Put",
                        "/put",
                        "response.getWriter().print(request.getParameter(\"a\") + \" \""
                                + " + new String(request.getInputStream().readAllBytes()));");
        String big = "a=" + "x".repeat(3_000_000);
        String many = "a=b&".repeat(1001);
        try (Running running = app.start("")) {
            assertThat(running.send("/form", r -> form(r, "a=b&c=d")).body()).isEqualTo("2");
            assertThat(running.send("/raw", r -> form(r, big)).body()).isEqualTo("3000002");
            assertThat(running.send("/form", r -> form(r, many)).statusCode()).isEqualTo(400);
            String refused = running.raw("POST /form HTTP/1.1\nHost: x\nContent-Type: " + FORM
                    + "\nContent-Length: 3000002\nExpect: 100-continue\nConnection: close\n\n");
            assertThat(refused).startsWith("HTTP/1.1 413 ").contains("HTTP Status 413");
            HttpResponse<String> put =
                    running.send("/put", r -> r.header("Content-Type", FORM).PUT(BodyPublishers.ofString("a=b")));
            assertThat(put.body()).isEqualTo("null a=b");
        }
    }

    private static HttpRequest.Builder form(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", FORM).POST(BodyPublishers.ofString(body));
    }

    @Test
    void refusesUploadsBeyondTheServletsLimits() throws Exception {
        TestApp app = app().servlet(
                        "Upload",
                        "/upload",
                        "for (Part p : request.getParts()) response.getWriter().print(p.getName() + \" \" + p.getSize() + \" \""
                                + " + p.getSubmittedFileName());");
        app.map(
                TestApp.servletModel("Upload", "/upload"),
                s -> TestApp.multipart(s, new MultipartModel("", 1000, 5000, 100)));
        try (Running running = app.start("")) {
            assertThat(running.send("/upload", r -> upload(r, 900)).body()).isEqualTo("file 900 a.txt");
            HttpResponse<String> file = running.send("/upload", r -> upload(r, 1001));
            assertThat(file.statusCode()).isEqualTo(413);
            assertThat(file.body()).contains("HTTP Status 413");
            assertThat(running.send("/upload", r -> upload(r, 6000)).statusCode())
                    .isEqualTo(413);
        }
    }

    private static HttpRequest.Builder upload(HttpRequest.Builder request, int size) {
        return request.header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString("--b\r\nContent-Disposition: form-data; name=\"file\";"
                        + " filename=\"a.txt\"\r\n\r\n" + "x".repeat(size) + "\r\n--b--\r\n"));
    }

    @Test
    void givesSessionsTheCookieOfTomcat() throws Exception {
        TestApp app = app().servlet(
                        "Session",
                        "/session",
                        "HttpSession s = request.getSession(); response.getWriter().print(s.getMaxInactiveInterval() + \" \""
                                + " + s.isNew());");
        try (Running running = app.start("/c")) {
            HttpResponse<String> response = running.get("/c/session");
            assertThat(response.body()).isEqualTo("1800 true");
            String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(cookie).matches("JSESSIONID=[0-9A-F]{32}; Path=/c; HttpOnly");
            HttpResponse<String> again =
                    running.send("/c/session", r -> r.header("Cookie", cookie.substring(0, cookie.indexOf(';'))));
            assertThat(again.body()).isEqualTo("1800 false");
            assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void givesSessionsTheCookieThatTheDescriptorWants() throws Exception {
        TestApp app = app().session(new SessionModel(
                        5,
                        List.of("COOKIE"),
                        "SID",
                        "x.example",
                        "/other",
                        false,
                        true,
                        77,
                        Map.of("SameSite", "Strict")))
                .servlet(
                        "Session",
                        "/session",
                        "response.getWriter().print(request.getSession().getMaxInactiveInterval() + \" \""
                                + " + getServletContext().getEffectiveSessionTrackingModes());");
        try (Running running = app.start("")) {
            HttpResponse<String> response = running.get("/session");
            assertThat(response.body()).isEqualTo("300 [COOKIE]");
            assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                    .startsWith("SID=")
                    .contains("Domain=x.example", "Path=/other", "Secure", "Max-Age=77", "SameSite=Strict")
                    .doesNotContain("HttpOnly");
        }
    }

    @Test
    void tellsTheApplicationWhereItIs() throws Exception {
        TestApp app = app().contextParam("key", "value")
                .orderedLibs("b.jar", "a.jar")
                .servlet(
                        "Ask",
                        "/ask",
                        "ServletContext c = getServletContext(); PrintWriter out = response.getWriter();"
                                + "out.println(c.getContextPath() + c.getServletContextName());"
                                + "out.println(c.getMajorVersion() + \".\" + c.getMinorVersion());"
                                + "out.println(c.getServerInfo().startsWith(\"Junicorn/\"));"
                                + "out.println(c.getInitParameter(\"key\"));"
                                + "out.println(c.getAttribute(ServletContext.ORDERED_LIBS));"
                                + "out.println(((File) c.getAttribute(ServletContext.TEMPDIR)).isDirectory());"
                                + "out.println(Thread.currentThread().getContextClassLoader() == Ask.class.getClassLoader());"
                                + "out.println(c.getClassLoader() == Ask.class.getClassLoader());"
                                + "out.println(request.getServletPath() + request.getPathInfo());");
        try (Running running = app.start("/c")) {
            assertThat(running.get("/c/ask").body().lines())
                    .containsExactly(
                            "/ctest app", "6.1", "true", "value", "[b.jar, a.jar]", "true", "true", "true", "/asknull");
            assertThat(running.app().contextPath()).isEqualTo("/c");
        }
    }

    @Test
    void findsWelcomeFilesButNotJspsThatAreMissing() throws Exception {
        TestApp app = app().welcome("/start.html", "index.jsp", "hello")
                .file("a/start.html", "start")
                .file("b/x.txt", "")
                .servlet("Hello", "/b/hello", "response.getWriter().print(\"servlet\");");
        try (Running running = app.start("")) {
            assertThat(running.get("/a/").body()).isEqualTo("start");
            assertThat(running.get("/b/").body()).isEqualTo("servlet");
            assertThat(running.get("/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void leavesTheRootPatternToAServletThatIsMappedWhileTheApplicationStarts() throws Exception {
        TestApp app = app().source(
                        "Front",
                        "public class Front extends HttpServlet { protected void doGet(HttpServletRequest q,"
                                + " HttpServletResponse p) throws IOException, ServletException {"
                                + " if (q.getServletPath().endsWith(\".css\")) getServletContext().getNamedDispatcher("
                                + "\"default\").forward(q, p); else p.getWriter().print(\"front\"); } }")
                .source(
                        "Init",
                        "public class Init implements ServletContainerInitializer { public void onStartup(Set<Class<?>> t,"
                                + " ServletContext c) { c.addServlet(\"front\", new Front())"
                                + ".addMapping(\"/\"); } }")
                .initializer("Init")
                .file("a.css", "css");
        try (Running running = app.start("")) {
            assertThat(running.get("/anything").body()).isEqualTo("front");
            assertThat(running.get("/a.css").body()).isEqualTo("css");
        }
    }

    @Test
    void runsAsynchronousRequests() throws Exception {
        TestApp app = app().servlet(
                        "Later",
                        "/later",
                        "AsyncContext a = request.startAsync(); a.start(() -> { try {"
                                + " a.getResponse().getWriter().print(\"later\"); } catch (IOException e) {"
                                + " throw new UncheckedIOException(e); } a.complete(); });")
                .servlet(
                        "Error",
                        "/error",
                        "AsyncContext a = request.startAsync(); a.start(() -> { try {"
                                + " ((HttpServletResponse) a.getResponse()).sendError(409, \"taken\"); } catch (IOException e)"
                                + " { throw new UncheckedIOException(e); } a.complete(); });")
                .servlet("Timeout", "/timeout", "AsyncContext a = request.startAsync(); a.setTimeout(50);");
        try (Running running = app.start("")) {
            assertThat(running.get("/later").body()).isEqualTo("later");
            HttpResponse<String> error = running.get("/error");
            assertThat(error.statusCode()).isEqualTo(409);
            assertThat(error.body()).contains("HTTP Status 409 – Conflict", "taken");
            HttpResponse<String> timeout = running.get("/timeout");
            assertThat(timeout.statusCode()).isEqualTo(500);
            assertThat(timeout.body()).contains("HTTP Status 500");
        }
    }

    /** XNIO's clock overflows at 292 years, and fires then if no other timer is due before. */
    @Test
    void waitsForAnAsynchronousRequestThatNeverTimesOut() throws Exception {
        TestApp app = app().servlet(
                        "Patient",
                        "/patient",
                        "AsyncContext a = request.startAsync(); a.setTimeout(Long.MAX_VALUE);"
                                + " new java.util.Timer(true).schedule(new java.util.TimerTask() { public void run() { try {"
                                + " a.getResponse().getWriter().print(a.getTimeout()); } catch (IOException e) {"
                                + " throw new UncheckedIOException(e); } a.complete(); } }, 100);");
        try (Running running = app.start("")) {
            long timeout = Long.parseLong(running.get("/patient").body());
            assertThat(Duration.ofMillis(timeout)).isBetween(Duration.ofDays(20_000), Duration.ofDays(30_000));
        }
    }

    @Test
    void breaksAResponseOffThatFailsHalfWay() throws Exception {
        TestApp app = app().servlet(
                        "Half",
                        "/half",
                        "response.getWriter().print(\"half\"); response.flushBuffer(); throw new IllegalStateException();");
        try (Running running = app.start("")) {
            String raw = running.raw("GET /half HTTP/1.1\nHost: x\n\n");
            assertThat(raw).contains("half").doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void runsFiltersByPathServletAndDispatcher() throws Exception {
        String filter = "public class %s implements Filter { public void doFilter(ServletRequest q, ServletResponse p,"
                + " FilterChain c) throws IOException, ServletException { p.getWriter().print(\"%s \");"
                + " c.doFilter(q, p); } }";
        TestApp app = app().source("ByPath", filter.formatted("ByPath", "path"))
                .source("ByName", filter.formatted("ByName", "name"))
                .source("ByForward", filter.formatted("ByForward", "forward"))
                .servlet("Target", "/x/target", "response.getWriter().print(\"target\");")
                .servlet("Start", "/start", "request.getRequestDispatcher(\"/x/target\").forward(request, response);")
                .filter("ByName", List.of(), List.of("Target"))
                .filter("ByPath", List.of("/x/*"), List.of())
                .filter("ByForward", List.of("/x/*"), List.of(), "FORWARD");
        try (Running running = app.start("")) {
            assertThat(running.get("/x/target").body()).isEqualTo("path name target");
            assertThat(running.get("/start").body()).isEqualTo("forward target");
        }
    }

    @Test
    void answersManyAtOnce() throws Exception {
        try (Running running = app().servlet("Hi", "/hi", "response.getWriter().print(\"hi\");")
                .start("")) {
            List<CompletableFuture<String>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        try {
                            return running.get("/hi").body();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("hi"));
        }
    }

    @Test
    void servesFilesThroughAMappingOfTheDefaultServletAndLeavesOutDisabledOnes() throws Exception {
        ServletModel mapped = new ServletModel(
                "default", "", "", List.of("/static/*"), Map.of(), null, true, true, null, "", List.of(), null);
        ServletModel disabled = new ServletModel(
                "Off", "app.Off", "", List.of("/off"), Map.of(), null, true, false, null, "", List.of(), null);
        TestApp app = app().file("static/a.txt", "static")
                .file("b.txt", "b")
                .map(mapped, s -> s)
                .map(disabled, s -> s);
        try (Running running = app.start("")) {
            assertThat(running.get("/static/a.txt").body()).isEqualTo("static");
            assertThat(running.get("/b.txt").body()).isEqualTo("b");
            assertThat(running.get("/off").statusCode()).isEqualTo(404);
        }
    }
}
