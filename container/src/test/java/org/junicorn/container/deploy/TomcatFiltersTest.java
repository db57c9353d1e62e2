package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filters that descriptors written for Tomcat name. */
class TomcatFiltersTest {
    private static final String FILTERS = "org.apache.catalina.filters.";
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder).file("a.html", "<p>a</p>").file("a.txt", "text");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void setCharacterEncodingDecidesHowAFormIsRead() throws Exception {
        TestApp app = app().encodings("UTF-8", "UTF-8")
                .filterOf(FILTERS + "SetCharacterEncodingFilter", "encoding", "ISO-8859-1", "ignore", "true")
                .servlet("Echo", "/echo", "response.getWriter().print(request.getParameter(\"p\"));");
        try (Running running = app.start("")) {
            HttpResponse<String> response =
                    running.send("/echo", r -> r.header("Content-Type", FORM).POST(BodyPublishers.ofString("p=%E9")));
            assertThat(response.body()).isEqualTo("é");
        }
    }

    @Test
    void addDefaultCharsetNamesTheCharsetOfText() throws Exception {
        TestApp app = app().filterOf(FILTERS + "AddDefaultCharsetFilter", "encoding", "ISO-8859-15");
        try (Running running = app.start("")) {
            assertThat(header(running.get("/a.html"), "Content-Type")).isEqualTo("text/html;charset=ISO-8859-15");
        }
    }

    @Test
    void corsAnswersOtherOriginsThatAreAllowed() throws Exception {
        TestApp app = app().filterOf(
                        FILTERS + "CorsFilter",
                        "cors.allowed.origins",
                        "https://friend.example",
                        "cors.allowed.methods",
                        "GET,PUT",
                        "cors.support.credentials",
                        "true");
        try (Running running = app.start("")) {
            HttpResponse<String> friend = running.send("/a.txt", r -> r.header("Origin", "https://friend.example"));
            assertThat(friend.statusCode()).isEqualTo(200);
            assertThat(header(friend, "Access-Control-Allow-Origin")).isEqualTo("https://friend.example");
            assertThat(header(friend, "Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(running.send("/a.txt", r -> r.header("Origin", "https://foe.example"))
                            .statusCode())
                    .isEqualTo(403);
            HttpResponse<String> preflight = running.send("/a.txt", r -> r.method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://friend.example")
                    .header("Access-Control-Request-Method", "PUT"));
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(header(preflight, "Access-Control-Allow-Methods").split(","))
                    .containsExactlyInAnyOrder("GET", "PUT");
        }
    }

    @Test
    void remoteIpTakesAddressAndSchemeFromATrustedProxy() throws Exception {
        TestApp app = app().filterOf(
                        FILTERS + "RemoteIpFilter",
                        "remoteIpHeader",
                        "x-forwarded-for",
                        "protocolHeader",
                        "x-forwarded-proto",
                        "hostHeader",
                        "x-forwarded-host")
                .servlet(
                        "Who",
                        "/who",
                        "request.getSession(); response.getWriter().print(request.getRemoteAddr() + \" \" + request.isSecure() + \" \""
                                + " + request.getRequestURL());");
        try (Running running = app.start("")) {
            HttpResponse<String> response =
                    running.send("/who", r -> r.header("X-Forwarded-For", "203.0.113.7, 10.0.0.1")
                            .header("X-Forwarded-Proto", "https")
                            .header("X-Forwarded-Host", "shop.example"));
            assertThat(response.body()).isEqualTo("203.0.113.7 true https://shop.example/who");
            assertThat(header(response, "Set-Cookie")).startsWith("JSESSIONID=").contains("; Secure");
        }
    }

    @Test
    void expiresSetsTheTimeThatAFileMayBeKept() throws Exception {
        TestApp app = app().filterOf(
                        FILTERS + "ExpiresFilter",
                        "ExpiresByType text/html",
                        "access plus 10 minutes",
                        "ExpiresDefault",
                        "access plus 1 month");
        try (Running running = app.start("")) {
            HttpResponse<String> page = running.get("/a.html");
            assertThat(page.body()).isEqualTo("<p>a</p>");
            // Counted from the date in the header, which has no milliseconds.
            assertThat(header(page, "Cache-Control")).isIn("max-age=600", "max-age=599");
            assertThat(header(page, "Expires")).endsWith(" GMT");
            assertThat(header(running.get("/a.txt"), "Cache-Control")).startsWith("max-age=2");
        }
    }

    @Test
    void httpHeaderSecurityAddsItsHeaders() throws Exception {
        TestApp app = app().filterOf(FILTERS + "HttpHeaderSecurityFilter", "antiClickJackingOption", "SAMEORIGIN");
        try (Running running = app.start("")) {
            HttpResponse<String> response = running.get("/a.html");
            assertThat(header(response, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void csrfPreventionWantsTheNonceThatItPutIntoLinks() throws Exception {
        TestApp app = app().filterOf(FILTERS + "CsrfPreventionFilter", "entryPoints", "/link")
                .servlet("Link", "/link", "response.getWriter().print(response.encodeURL(\"/target\"));")
                .servlet("Target", "/target", "response.getWriter().print(\"reached\");");
        try (Running running = app.start("")) {
            assertThat(running.get("/target").statusCode()).isEqualTo(403);
            HttpResponse<String> entry = running.get("/link");
            String cookie = header(entry, "Set-Cookie").replaceFirst(";.*", "");
            assertThat(entry.body()).contains("org.apache.catalina.filters.CSRF_NONCE=");
            HttpResponse<String> target =
                    running.send(entry.body().replaceFirst(";[^?]*", ""), r -> r.header("Cookie", cookie));
            assertThat(target.body()).isEqualTo("reached");
        }
    }

    @Test
    void restCsrfPreventionGivesANonceOnRequest() throws Exception {
        TestApp app = app().filterOf(FILTERS + "RestCsrfPreventionFilter")
                .servlet("Do", "/do", "response.getWriter().print(request.getMethod());");
        try (Running running = app.start("")) {
            UnaryOperator<HttpRequest.Builder> post = r -> r.POST(BodyPublishers.ofString("x"));
            assertThat(running.send("/do", post).statusCode()).isEqualTo(403);
            HttpResponse<String> fetched = running.send("/do", r -> r.header("X-CSRF-Token", "Fetch"));
            String cookie = header(fetched, "Set-Cookie").replaceFirst(";.*", "");
            String nonce = header(fetched, "X-CSRF-Token");
            assertThat(running.send(
                                    "/do",
                                    r -> post.apply(r).header("Cookie", cookie).header("X-CSRF-Token", nonce))
                            .body())
                    .isEqualTo("POST");
        }
    }

    @Test
    void addressFiltersLetInWhomTheyAllow() throws Exception {
        String[][] filters = {
            {"RemoteAddrFilter", "allow", "10\\..*"},
            {"RemoteCIDRFilter", "allow", "10.0.0.0/8"},
            {"RemoteHostFilter", "allow", "friend\\.example"},
            {"RemoteAddrFilter", "deny", "127\\.0\\.0\\.1"},
            {"RemoteCIDRFilter", "deny", "127.0.0.0/8, ::1"},
        };
        for (int i = 0; i < filters.length; i++) {
            TestApp app = new TestApp(folder.resolve("app" + i)).file("a.txt", "text");
            try (Running running = app.filterOf(FILTERS + filters[i][0], filters[i][1], filters[i][2])
                    .start("")) {
                assertThat(running.get("/a.txt").statusCode())
                        .as(String.join(" ", filters[i]))
                        .isEqualTo(403);
            }
        }
        TestApp open = app().filterOf(FILTERS + "RemoteAddrFilter", "allow", "127\\..*|::1")
                .filterOf(FILTERS + "RemoteCIDRFilter", "allow", "127.0.0.0/8");
        try (Running running = open.start("")) {
            assertThat(running.get("/a.txt").body()).isEqualTo("text");
        }
    }

    @Test
    void failedRequestRefusesAFormThatIsTooLongBeforeTheApplicationSeesIt() throws Exception {
        TestApp app = app().filterOf(FILTERS + "FailedRequestFilter")
                .servlet("Deaf", "/deaf", "response.getWriter().print(\"reached\");");
        try (Running running = app.start("")) {
            UnaryOperator<HttpRequest.Builder> small =
                    r -> r.header("Content-Type", FORM).POST(BodyPublishers.ofString("a=b"));
            assertThat(running.send("/deaf", small).body()).isEqualTo("reached");
            String many = "a=b&".repeat(1001);
            assertThat(running.send("/deaf", r -> r.header("Content-Type", FORM).POST(BodyPublishers.ofString(many)))
                            .statusCode())
                    .isEqualTo(400);
            String big = "a=" + "x".repeat(3_000_000);
            String refused = running.raw("POST /deaf HTTP/1.1\nHost: x\nContent-Type: " + FORM + "\nContent-Length: "
                    + big.length() + "\nExpect: 100-continue\nConnection: close\n\n");
            assertThat(refused).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void rateLimitRefusesWhoAsksTooOften() throws Exception {
        TestApp app = app().filterOf(
                        FILTERS + "RateLimitFilter",
                        "bucketRequests",
                        "3",
                        "bucketDuration",
                        "3600",
                        "rateLimitClassName",
                        "org.apache.catalina.util.ExactRateLimiter",
                        "exposeHeaders",
                        "true");
        try (Running running = app.start("")) {
            for (int i = 0; i < 3; i++) {
                assertThat(running.get("/a.txt").statusCode()).isEqualTo(200);
            }
            HttpResponse<String> refused = running.get("/a.txt");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "RateLimit-Policy")).contains("q=3");
        }
    }

    @Test
    void requestDumperAndSessionInitializerDoTheirWork() throws Exception {
        TestApp app = app().filterOf(FILTERS + "RequestDumperFilter").filterOf(FILTERS + "SessionInitializerFilter");
        try (Running running = app.start("")) {
            HttpResponse<String> response = running.get("/a.txt?x=y");
            assertThat(response.body()).isEqualTo("text");
            assertThat(header(response, "Set-Cookie")).startsWith("JSESSIONID=");
        }
    }

    @Test
    void anApplicationMayExtendTheBaseClassAndLogAsTomcatDoes() throws Exception {
        TestApp app = app().source(
                        "Own",
                        "import org.apache.juli.logging.*; public class Own extends org.apache.catalina.filters.FilterBase {"
                                + " private String name; public void setName(String n) { name = n; }"
                                + " protected Log getLogger() { return LogFactory.getLog(Own.class); }"
                                + " public void doFilter(ServletRequest q, ServletResponse p, FilterChain c) throws"
                                + " IOException, ServletException { getLogger().debug(name);"
                                + " ((HttpServletResponse) p).setHeader(\"X-Own\", name); c.doFilter(q, p); } }")
                .filterOf("app.Own", "name", "mine");
        try (Running running = app.start("")) {
            assertThat(header(running.get("/a.txt"), "X-Own")).isEqualTo("mine");
        }
    }

    @Test
    void aFilterOfTomcatThatIsNotHereFailsTheDeployment() {
        assertThatThrownBy(() ->
                        app().filterOf("org.apache.catalina.ssi.SSIFilter").start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("org.apache.catalina.ssi.SSIFilter is not in the application: no such class in"
                        + " WEB-INF/classes or WEB-INF/lib, and this class of Tomcat is not part of this server");
    }

    @Test
    void tomcatsDefaultServletIsOursAndItsPrivilegedOnesAnswer404() throws Exception {
        TestApp app = app().servletOf(
                        "default", "org.apache.catalina.servlets.DefaultServlet", List.of("/"), "listings", "false")
                .servletOf("more", "org.apache.catalina.servlets.DefaultServlet", List.of("/more/*"))
                .servletOf("cgi", "org.apache.catalina.servlets.CGIServlet", List.of("/cgi-bin/*"))
                .servletOf("ssi", "org.apache.catalina.ssi.SSIServlet", List.of("*.shtml"))
                .servletOf("dav", "org.apache.catalina.servlets.WebdavServlet", List.of("/dav/*"))
                .servletOf("manager", "org.apache.catalina.manager.ManagerServlet", List.of("/text/*"))
                .file("more/b.txt", "more");
        try (Running running = app.start("")) {
            assertThat(running.get("/a.txt").body()).isEqualTo("text");
            assertThat(running.get("/more/b.txt").body()).isEqualTo("more");
            for (String path : List.of("/cgi-bin/x", "/x.shtml", "/dav/x", "/text/list")) {
                assertThat(running.get(path).statusCode()).as(path).isEqualTo(404);
            }
        }
        assertThat(TomcatServlets.refusal("org.apache.catalina.servlets.CGIServlet"))
                .hasValue("the servlet's class org.apache.catalina.servlets.CGIServlet of Tomcat is not part of this"
                        + " server: it runs programs; serve them with a web server in front of this one");
    }
}
