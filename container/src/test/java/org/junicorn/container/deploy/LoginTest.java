package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.RequestRules;
import org.junicorn.container.security.DigestProof;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in, in every way that web.xml and the servlet API know. */
class LoginTest {
    private static final String USERS = "<user username=\"ann\" password=\"sésame\" roles=\"admin\"/>"
            + "<user username=\"joe\" password=\"pw\" roles=\"guest\"/>"
            + "<user username=\"nil\" password=\"pw\"/>";
    private static final String WHO =
            "response.getWriter().print(request.getMethod() + ' ' + request.getRemoteUser() + ' '"
                    + " + request.getAuthType());";

    @TempDir
    Path folder;

    private TestApp app(String method) {
        return new TestApp(folder)
                .users(USERS)
                .login(method, "the realm")
                .file("public.txt", "public")
                .file("login.html", "log in here")
                .file("error.html", "wrong")
                .servlet("Who", "/who", WHO)
                .map(TestApp.servletModel("Who", "/who", "/admin/who"), s -> s)
                .servlet("Begin", "/begin", "request.getSession().setAttribute(\"a\", 1);" + WHO)
                .servlet(
                        "Names",
                        "/names",
                        "response.getWriter().print(Collections.list(request.getSession().getAttributeNames()));")
                .constraint(constraint(List.of("admin"), "/admin/*"));
    }

    private static SecurityConstraintModel constraint(List<String> roles, String... patterns) {
        return new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of(patterns), List.of(), List.of())),
                new RoleRule(false, false, roles),
                false);
    }

    private static HttpResponse<String> get(Running running, String path, String... headers) throws Exception {
        return running.send(path, request -> headers.length == 0 ? request : request.headers(headers));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** The session's cookie that a response sets, as a request sends it; "" if it sets none. */
    private static String cookie(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(text -> text.startsWith("JSESSIONID="))
                .map(text -> text.substring(0, text.indexOf(';')))
                .reduce("", (first, last) -> last);
    }

    @Test
    void basicAdmitsWhoHasARole() throws Exception {
        try (Running running = app("BASIC").start("/app")) {
            assertThat(get(running, "/app/admin/who", "Authorization", basic("ann", "sésame"))
                            .body())
                    .isEqualTo("GET ann BASIC");
            assertThat(get(running, "/app/admin/who", "Authorization", basic("joe", "pw"))
                            .statusCode())
                    .isEqualTo(403);
            for (String header : List.of(
                    basic("ann", "wrong"),
                    basic("nobody", "sésame"),
                    "Basic",
                    "Basic !",
                    "Basic YW5u",
                    "Bearer x",
                    "Digest username=\"ann\"")) {
                HttpResponse<String> refused = get(running, "/app/admin/who", "Authorization", header);
                assertThat(refused.statusCode()).as(header).isEqualTo(401);
                assertThat(refused.headers().allValues("WWW-Authenticate"))
                        .containsExactly("Basic realm=\"the realm\", charset=UTF-8");
                assertThat(refused.body()).contains("HTTP Status 401");
            }
        }
    }

    @Test
    void whatIsBehindAConstraintIsKeptOutOfSharedCaches() throws Exception {
        SecurityConstraintModel free = new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of("/free/*"), List.of(), List.of())), null, false);
        try (Running running = app("BASIC")
                .constraint(free)
                .file("free/x.txt", "x")
                .file("admin/x.txt", "x")
                .start("")) {
            for (HttpResponse<String> response : List.of(
                    get(running, "/admin/x.txt"),
                    get(running, "/admin/x.txt", "Authorization", basic("ann", "sésame")),
                    get(running, "/admin/x.txt", "Authorization", basic("joe", "pw")),
                    get(running, "/free/x.txt"))) {
                assertThat(response.headers().allValues("Cache-Control"))
                        .as(response.toString())
                        .containsExactly("private");
                assertThat(response.headers().map()).doesNotContainKey("expires");
            }
            assertThat(get(running, "/public.txt").headers().map()).doesNotContainKeys("cache-control", "expires");
            assertThat(running.send("/admin/who", r -> r.header("Authorization", basic("ann", "sésame"))
                                    .POST(BodyPublishers.noBody()))
                            .headers()
                            .map())
                    .doesNotContainKeys("cache-control", "expires", "pragma");
        }
    }

    @Test
    void fiveWrongPasswordsLockOut() throws Exception {
        try (Running running = app("BASIC").start("")) {
            for (int i = 0; i < 5; i++) {
                assertThat(get(running, "/admin/who", "Authorization", basic("ann", "x"))
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(get(running, "/admin/who", "Authorization", basic("ann", "sésame"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(running, "/admin/who", "Authorization", basic("joe", "pw"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aSessionThatHasLoggedInIsKnownOnOpenPagesToo() throws Exception {
        try (Running running = app("BASIC").start("")) {
            String before = cookie(get(running, "/begin"));
            HttpResponse<String> login =
                    get(running, "/admin/who", "Cookie", before, "Authorization", basic("ann", "sésame"));
            String session = cookie(login);
            assertThat(session).isNotEmpty().isNotEqualTo(before);
            assertThat(get(running, "/who", "Cookie", session).body()).isEqualTo("GET ann BASIC");
            HttpResponse<String> again = get(running, "/admin/who", "Cookie", session);
            assertThat(again.body()).isEqualTo("GET ann BASIC");
            assertThat(cookie(again)).isEmpty();
            assertThat(get(running, "/who", "Cookie", before).body()).isEqualTo("GET null null");
            assertThat(get(running, "/names", "Cookie", session).body()).isEqualTo("[a]");
        }
    }

    @Test
    void credentialsAreNotLookedAtOnOpenPagesAndMakeNoSession() throws Exception {
        try (Running running = app("BASIC").start("")) {
            assertThat(get(running, "/who", "Authorization", basic("ann", "sésame"))
                            .body())
                    .isEqualTo("GET null null");
            assertThat(get(running, "/who", "Authorization", basic("ann", "x")).statusCode())
                    .isEqualTo(200);
            assertThat(get(running, "/j_security_check").statusCode()).isEqualTo(404);
            assertThat(cookie(get(running, "/admin/who", "Authorization", basic("ann", "sésame"))))
                    .isEmpty();
        }
    }

    @Test
    void theApplicationLogsInAndOut() throws Exception {
        TestApp app = app("BASIC")
                .servlet(
                        "Login",
                        "/login",
                        "request.getSession(); try { request.login(request.getParameter(\"u\"), \"pw\"); }"
                                + " catch (ServletException e) { response.getWriter().print(\"failed \"); } "
                                + WHO
                                + "response.getWriter().print(request.getAuthType() =="
                                + " HttpServletRequest.BASIC_AUTH);"
                                + " try { request.login(\"joe\", \"pw\"); } catch (ServletException e) {"
                                + " response.getWriter().print(\" twice\"); }")
                .servlet("Logout", "/logout", "request.logout(); " + WHO);
        try (Running running = app.start("")) {
            HttpResponse<String> login = get(running, "/login?u=joe");
            assertThat(login.body()).isEqualTo("GET joe BASICtrue twice");
            String session = cookie(login);
            assertThat(get(running, "/who", "Cookie", session).body()).isEqualTo("GET joe BASIC");
            assertThat(get(running, "/admin/who", "Cookie", session).statusCode())
                    .isEqualTo(403);
            assertThat(get(running, "/logout", "Cookie", session).body()).isEqualTo("GET null null");
            assertThat(get(running, "/who", "Cookie", session).body()).isEqualTo("GET null null");
            assertThat(get(running, "/login?u=nobody").body()).startsWith("failed GET null null");
        }
    }

    @Test
    void theApplicationAsksForALogin() throws Exception {
        TestApp app = app("BASIC")
                .servlet(
                        "Ask",
                        "/ask",
                        "if (request.authenticate(response)) { " + WHO + " } else { System.setProperty(\"test.asked\","
                                + " \"\" + response.getStatus()); }");
        try (Running running = app.start("")) {
            HttpResponse<String> asked = get(running, "/ask");
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(asked.body()).contains("HTTP Status 401");
            assertThat(System.getProperty("test.asked")).isEqualTo("401");
            assertThat(get(running, "/ask", "Authorization", basic("nil", "pw")).body())
                    .isEqualTo("GET nil BASIC");
        } finally {
            System.clearProperty("test.asked");
        }
    }

    @Test
    void rolesAreTheOnesDeclaredAnyOneOrAllUsers() throws Exception {
        TestApp app = app("BASIC")
                .roles("guest")
                .file("any/x", "any")
                .file("all/x", "all")
                .constraint(constraint(List.of("*"), "/any/*"))
                .constraint(constraint(List.of("**"), "/all/*"));
        try (Running running = app.start("")) {
            for (String user : List.of("ann:sésame", "joe:pw", "nil:pw")) {
                String header = basic(user.split(":")[0], user.split(":")[1]);
                assertThat(get(running, "/all/x", "Authorization", header).statusCode())
                        .as(user)
                        .isEqualTo(200);
                // "admin" is a role because a constraint names it
                assertThat(get(running, "/any/x", "Authorization", header).statusCode())
                        .as(user)
                        .isEqualTo(user.startsWith("nil") ? 403 : 200);
            }
            assertThat(get(running, "/all/x").statusCode()).isEqualTo(401);
            assertThat(get(running, "/any/x").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anyRoleOfAnApplicationWithoutRolesIsNobodys() throws Exception {
        TestApp app = new TestApp(folder)
                .users(USERS)
                .login("BASIC", "")
                .file("any/x", "any")
                .constraint(constraint(List.of("*"), "/any/*"));
        try (Running running = app.start("")) {
            HttpResponse<String> asked = get(running, "/any/x");
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Basic realm=\"Authentication required\", charset=UTF-8");
            assertThat(get(running, "/any/x", "Authorization", basic("ann", "sésame"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    /** Servlet 6.1, 13.8.3: constraints of other patterns neither open a path nor close it. */
    @Test
    void theBestPatternAloneDecides() throws Exception {
        SecurityConstraintModel open = new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of("/*"), List.of(), List.of())), null, false);
        for (SecurityConstraintModel everything : List.of(constraint(List.of("guest"), "/*"), open)) {
            try (Running running = app("BASIC").constraint(everything).start("")) {
                assertThat(get(running, "/admin/who").statusCode()).isEqualTo(401);
                assertThat(get(running, "/admin/who", "Authorization", basic("joe", "pw"))
                                .statusCode())
                        .isEqualTo(403);
                assertThat(get(running, "/admin/who", "Authorization", basic("ann", "sésame"))
                                .statusCode())
                        .isEqualTo(200);
                assertThat(get(running, "/who").statusCode()).isEqualTo(everything == open ? 200 : 401);
            }
        }
    }

    @Test
    void servletsUseNamesOfTheirOwnForRoles() throws Exception {
        String body = "for (String role : List.of(\"boss\", \"admin\", \"guest\", \"*\", \"**\"))"
                + " if (request.isUserInRole(role)) response.getWriter().print(role + ' ');";
        TestApp app = app("BASIC").servlet("Roles", "/admin/roles", body).servlet("Plain", "/plain", body);
        app.map(
                TestApp.servletModel("Roles", "/admin/roles"),
                s -> TestApp.linked(s, new RoleLink("boss", "admin"), new RoleLink("guest", "none")));
        try (Running running = app.start("")) {
            assertThat(get(running, "/admin/roles", "Authorization", basic("ann", "sésame"))
                            .body())
                    .isEqualTo("boss admin ** ");
            assertThat(get(running, "/plain").body()).isEmpty();
        }
    }

    @Test
    void withoutALoginConfigurationOnlyTheApplicationLogsIn() throws Exception {
        TestApp app = new TestApp(folder)
                .users(USERS)
                .servlet("Login", "/login", "request.getSession(); request.login(\"ann\", \"sésame\");" + WHO)
                .servlet("Who", "/admin/who", WHO)
                .constraint(constraint(List.of("admin"), "/admin/*"));
        try (Running running = app.start("")) {
            assertThat(get(running, "/admin/who").statusCode()).isEqualTo(403);
            HttpResponse<String> login = get(running, "/login");
            assertThat(login.body()).isEqualTo("GET ann NONE");
            assertThat(get(running, "/admin/who", "Cookie", cookie(login)).body())
                    .isEqualTo("GET ann NONE");
        }
    }

    @Test
    void aCertificateThatIsNotThereIsAskedForInVain() throws Exception {
        try (Running running = app("CLIENT-CERT").start("")) {
            assertThat(get(running, "/admin/who").statusCode()).isEqualTo(401);
        }
    }

    // DIGEST

    private static String part(String challenge, String name) {
        Matcher matcher = Pattern.compile(name + "=\"?([^\",]*)").matcher(challenge);
        assertThat(matcher.find()).as(name + " in " + challenge).isTrue();
        return matcher.group(1);
    }

    private static String digest(
            String challenge, String algorithm, String uri, String user, String password, String nc) {
        String nonce = part(challenge, "nonce");
        String a1 = DigestProof.hex(algorithm, user + ":the realm:" + password);
        String a2 = DigestProof.hex(algorithm, "GET:" + uri);
        String response = DigestProof.hex(algorithm, a1 + ":" + nonce + ":" + nc + ":abc:auth:" + a2);
        String opaque = part(challenge, "opaque");
        return "Digest username=\"" + user + "\", realm=\"the realm\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", algorithm=" + algorithm + ", qop=auth, nc=" + nc + ", cnonce=\"abc\", response=\"" + response
                + "\", opaque=\"" + opaque + "\"";
    }

    @Test
    void digestIsOfferedWithSha256AndMd5() throws Exception {
        try (Running running = app("DIGEST").start("")) {
            List<String> challenges = get(running, "/admin/who").headers().allValues("WWW-Authenticate");
            assertThat(challenges).hasSize(2);
            assertThat(challenges.get(0))
                    .startsWith("Digest realm=\"the realm\", qop=\"auth\", nonce=\"")
                    .endsWith(", algorithm=SHA-256")
                    .doesNotContain("stale");
            assertThat(challenges.get(1)).endsWith(", algorithm=MD5");
            int nc = 0;
            for (String algorithm : List.of("SHA-256", "MD5")) {
                String header = digest(
                        challenges.get(0),
                        algorithm,
                        "/admin/who?a=%20b",
                        "ann",
                        "sésame",
                        String.format("%08x", ++nc));
                assertThat(get(running, "/admin/who?a=%20b", "Authorization", header)
                                .body())
                        .isEqualTo("GET ann DIGEST");
                HttpResponse<String> replayed = get(running, "/admin/who?a=%20b", "Authorization", header);
                assertThat(replayed.statusCode()).isEqualTo(401);
                assertThat(replayed.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .doesNotContain("stale");
            }
        }
    }

    @Test
    void digestRefusesWhatIsNotForThisRequest() throws Exception {
        try (Running running = app("DIGEST").start("")) {
            String challenge = get(running, "/admin/who")
                    .headers()
                    .firstValue("WWW-Authenticate")
                    .orElseThrow();
            String good = digest(challenge, "MD5", "/admin/who", "ann", "sésame", "00000001");
            for (String bad : List.of(
                    digest(challenge, "MD5", "/who", "ann", "sésame", "00000002"),
                    digest(challenge, "MD5", "/admin/who", "ann", "wrong", "00000003"),
                    digest(challenge, "MD5", "/admin/who", "bob", "sésame", "00000004"),
                    digest(
                            challenge.replaceFirst("nonce=\"[^\"]*", "nonce=\"1:1:1"),
                            "MD5",
                            "/admin/who",
                            "ann",
                            "sésame",
                            "00000005"),
                    good.replace("the realm", "a realm"),
                    good.replace("qop=auth", "qop=auth-int"),
                    good.replace("nc=00000001", "nc=1"),
                    good.replace("algorithm=MD5", "algorithm=CRC32"),
                    good.replaceFirst("opaque=\"[^\"]*", "opaque=\"other"),
                    good.replace("username=", "user="))) {
                assertThat(get(running, "/admin/who", "Authorization", bad).statusCode())
                        .as(bad)
                        .isEqualTo(401);
            }
            assertThat(get(running, "/admin/who", "Authorization", good).statusCode())
                    .isEqualTo(200);
        }
    }

    // FORM

    private static HttpResponse<String> logIn(Running running, String cookie, String user, String password)
            throws Exception {
        return post(
                running,
                "/app/j_security_check",
                cookie,
                "j_username=" + user + "&j_password=" + URLEncoder.encode(password, UTF_8));
    }

    private static HttpResponse<String> post(Running running, String path, String cookie, String form)
            throws IOException, InterruptedException {
        return running.send(path, request -> (cookie.isEmpty() ? request : request.header("Cookie", cookie))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    @Test
    void formShowsItsPageAndLeadsBack() throws Exception {
        try (Running running = app("FORM").start("/app")) {
            HttpResponse<String> page = get(running, "/app/admin/who?x=%C3%A9");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo("log in here");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("private");
            String session = cookie(page);
            HttpResponse<String> wrong = logIn(running, session, "ann", "x");
            assertThat(wrong.statusCode()).isEqualTo(200);
            assertThat(wrong.body()).isEqualTo("wrong");
            HttpResponse<String> login = logIn(running, session, "ann", "sésame");
            assertThat(login.statusCode()).isEqualTo(303);
            assertThat(login.headers().firstValue("Location")).hasValue("/app/admin/who?x=%C3%A9");
            String changed = cookie(login);
            assertThat(changed).isNotEmpty().isNotEqualTo(session);
            HttpResponse<String> back = get(running, "/app/admin/who?x=%C3%A9", "Cookie", changed);
            assertThat(back.body()).isEqualTo("GET ann FORM");
            assertThat(get(running, "/app/who", "Cookie", changed).body()).isEqualTo("GET ann FORM");
            assertThat(get(running, "/app/who", "Cookie", session).body()).isEqualTo("GET null null");
            assertThat(get(running, "/app/names", "Cookie", changed).body()).isEqualTo("[]");
            // the form, sent once more, harms nobody
            assertThat(logIn(running, changed, "ann", "sésame").statusCode()).isEqualTo(404);
            assertThat(get(running, "/app/who", "Cookie", changed).body()).isEqualTo("GET ann FORM");
        }
    }

    @Test
    void formAnswersThePostThatWasPutAside() throws Exception {
        TestApp app = app("FORM")
                .servlet(
                        "Order",
                        "/admin/order",
                        WHO + "response.getWriter().print(' ' + request.getParameter(\"item\") + ' '"
                                + " + request.getHeader(\"X-Mine\") + ' ' + request.getContentLength() + ' '"
                                + " + request.getHeader(\"If-None-Match\"));");
        try (Running running = app.start("/app")) {
            HttpResponse<String> page = running.send("/app/admin/order", request -> request.header("X-Mine", "yes")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("item=%C3%A9&n=1")));
            assertThat(page.body()).isEqualTo("log in here");
            HttpResponse<String> login = logIn(running, cookie(page), "ann", "sésame");
            assertThat(login.statusCode()).isEqualTo(303);
            String session = cookie(login);
            assertThat(get(running, "/app/who", "Cookie", session).body()).isEqualTo("GET ann FORM");
            assertThat(get(running, "/app/admin/order", "Cookie", session, "If-None-Match", "\"x\"")
                            .body())
                    .isEqualTo("POST ann FORM é yes 15 null");
            assertThat(get(running, "/app/admin/order", "Cookie", session).body())
                    .startsWith("GET ann FORM null null ");
        }
    }

    @Test
    void formPutsNothingAsideThatIsTooLong() throws Exception {
        try (Running running = app("FORM").start("/app")) {
            assertThat(post(running, "/app/admin/who", "", "x".repeat(4097)).statusCode())
                    .isEqualTo(403);
            assertThat(post(running, "/app/admin/who", "", "x".repeat(4096)).body())
                    .isEqualTo("log in here");
            String chunked = "POST /app/admin/who HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nConnection: close\n\n"
                    + "1001\n" + "x".repeat(4097) + "\n0\n\n";
            assertThat(running.raw(chunked)).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void formForgetsABodyThatIsNotToBeKept() throws Exception {
        RequestRules tomcat = RequestRules.ofTomcat();
        RequestLimits limits = new RequestLimits(0, 0, 0, 8192, 0, 0, 0, 0, 0, 0, 0);
        TestApp app = app("FORM").rules(new RequestRules(limits, tomcat.paths(), tomcat.app()));
        try (Running running = app.start("/app")) {
            HttpResponse<String> page = post(running, "/app/admin/who", "", "x".repeat(5000));
            assertThat(page.body()).isEqualTo("log in here");
            String session = cookie(logIn(running, cookie(page), "ann", "sésame"));
            assertThat(get(running, "/app/admin/who", "Cookie", session).body()).isEqualTo("POST ann FORM");
        }
    }

    @Test
    void formLeadsToTheLandingPageWhoHasComeFromNowhere() throws Exception {
        TestApp app = app("FORM")
                .context("<Valve className='org.apache.catalina.authenticator.FormAuthenticator' landingPage='/who'/>");
        assertThat(app.contextWarnings()).isEmpty();
        try (Running running = app.start("/app")) {
            HttpResponse<String> expired = logIn(running, "", "ann", "sésame");
            assertThat(expired.statusCode()).isEqualTo(302);
            assertThat(expired.headers().firstValue("Location")).hasValue("/app/who");
            String asked = cookie(get(running, "/app/admin/who"));
            assertThat(logIn(running, asked, "ann", "sésame").headers().firstValue("Location"))
                    .hasValue("/app/admin/who");
        }
    }

    @Test
    void formDoesNotLogInASessionThatSomebodyHasPlanted() throws Exception {
        try (Running running = app("FORM").start("/app")) {
            String planted = cookie(get(running, "/app/begin"));
            assertThat(logIn(running, planted, "ann", "sésame").statusCode()).isEqualTo(408);
            assertThat(logIn(running, "", "ann", "sésame").statusCode()).isEqualTo(408);
            planted = cookie(get(running, "/app/begin"));
            HttpResponse<String> page = get(running, "/app/admin/who", "Cookie", planted);
            assertThat(page.body()).isEqualTo("log in here");
            assertThat(cookie(page)).isNotEmpty().isNotEqualTo(planted);
            assertThat(logIn(running, planted, "ann", "sésame").statusCode()).isEqualTo(408);
            assertThat(logIn(running, cookie(page), "ann", "sésame").statusCode())
                    .isEqualTo(303);
        }
    }

    @Test
    void formAnswersHttp10WithARedirectThatItKnows() throws Exception {
        try (Running running = app("FORM").start("/app")) {
            String session = cookie(get(running, "/app/admin/who"));
            String body = "j_username=joe&j_password=pw";
            assertThat(running.raw("POST /app/j_security_check HTTP/1.0\nHost: a\nCookie: " + session
                            + "\nContent-Type: application/x-www-form-urlencoded\nContent-Length: " + body.length()
                            + "\n\n" + body))
                    .contains(" 302 Found\r\n")
                    .contains("Location: http://a/app/admin/who\r\n");
        }
    }

    @Test
    void aSessionThatWasOnlyMadeForTheFormIsShortUntilTheLogin() throws Exception {
        TestApp app = app("FORM")
                .file("login.html", "")
                .servlet(
                        "Login",
                        "/login.html",
                        "response.getWriter().print(request.getMethod() +"
                                + " request.getSession().getMaxInactiveInterval());")
                .servlet(
                        "Time",
                        "/admin/time",
                        "response.getWriter().print(request.getSession().getMaxInactiveInterval());");
        try (Running running = app.start("/app")) {
            HttpResponse<String> page = post(running, "/app/admin/time", "", "x=y");
            assertThat(page.body()).isEqualTo("GET120");
            String session = cookie(page);
            page = get(running, "/app/admin/time", "Cookie", session);
            assertThat(page.body()).isEqualTo("GET120");
            String changed = cookie(logIn(running, cookie(page), "ann", "sésame"));
            assertThat(get(running, "/app/admin/time", "Cookie", changed).body())
                    .isEqualTo("1800");
        }
    }
}
