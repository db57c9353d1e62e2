package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.tls.TlsOptions;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityTest {
    private static final RoleRule ADMIN = new RoleRule(false, false, List.of("admin"));
    private static final RoleRule NOBODY = new RoleRule(false, false, List.of());
    private static final RoleRule ALL = new RoleRule(true, false, List.of());

    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder)
                .file("public.txt", "public")
                .file("admin/secret.txt", "secret")
                .file("login.html", "log in here")
                .roles("admin");
    }

    private static SecurityConstraintModel constraint(RoleRule rule, boolean confidential, String... patterns) {
        return new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of(patterns), List.of(), List.of())), rule, confidential);
    }

    private static SecurityConstraintModel methods(RoleRule rule, String pattern, String... methods) {
        return new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of(pattern), List.of(methods), List.of())), rule, false);
    }

    @Test
    void asksForCredentialsAndAcceptsNone() throws Exception {
        try (Running running = app().constraint(constraint(ADMIN, false, "/admin/*"))
                .login("BASIC", "my realm")
                .start("")) {
            HttpResponse<String> response = running.get("/admin/secret.txt");
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Basic realm=\"my realm\", charset=UTF-8");
            assertThat(response.body()).contains("HTTP Status 401").doesNotContain("secret");
            HttpResponse<String> wrong =
                    running.send("/admin/secret.txt", r -> r.header("Authorization", "Basic YTpi"));
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Basic realm=\"my realm\", charset=UTF-8");
            assertThat(running.get("/admin").statusCode()).isEqualTo(401);
            assertThat(running.get("/public.txt").body()).isEqualTo("public");
            // Credentials that nobody asked for are not looked at.
            assertThat(running.send("/public.txt", r -> r.header("Authorization", "Basic YTpi"))
                            .body())
                    .isEqualTo("public");
        }
    }

    @Test
    void knowsTheOtherWaysOfLoggingIn() throws Exception {
        try (Running running = app().constraint(constraint(ADMIN, false, "/admin/*"))
                .login("DIGEST", "r")
                .start("")) {
            HttpResponse<String> response = running.get("/admin/secret.txt");
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Digest realm=\"r\"");
        }
        try (Running running = app().constraint(constraint(ADMIN, false, "/admin/*"))
                .login("FORM", "")
                .start("")) {
            HttpResponse<String> response = running.get("/admin/secret.txt");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("log in here");
        }
        try (Running running = app().constraint(constraint(ADMIN, false, "/admin/*"))
                .login("CLIENT-CERT", "")
                .start("")) {
            assertThat(running.get("/admin/secret.txt").statusCode()).isIn(401, 403);
        }
        assertThatThrownBy(() -> app().login("SPNEGO", "").start(""))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot deploy test app at /: web.xml: <auth-method>SPNEGO</auth-method> is not supported;"
                        + " use BASIC, DIGEST, FORM or CLIENT-CERT");
    }

    @Test
    void refusesAProtectedPathWhenThereIsNoWayOfLoggingIn() throws Exception {
        try (Running running =
                app().constraint(constraint(ADMIN, false, "/admin/*")).start("")) {
            HttpResponse<String> response = running.get("/admin/secret.txt");
            assertThat(response.statusCode()).isIn(401, 403);
            assertThat(response.body()).doesNotContain("secret");
        }
    }

    @Test
    void deniesWhatNobodyMayUseWhateverElseIsAllowed() throws Exception {
        try (Running running = app().constraint(constraint(null, false, "/*"))
                .constraint(methods(NOBODY, "/*", "DELETE", "OPTIONS"))
                .constraint(constraint(NOBODY, false, "/admin/*", "*.cfg"))
                .file("a.cfg", "secret")
                .start("")) {
            assertThat(running.get("/public.txt").statusCode()).isEqualTo(200);
            for (String method : List.of("DELETE", "OPTIONS")) {
                HttpResponse<String> response =
                        running.send("/public.txt", r -> r.method(method, BodyPublishers.noBody()));
                assertThat(response.statusCode()).as(method).isEqualTo(403);
                assertThat(response.body()).contains("HTTP Status 403");
            }
            assertThat(running.get("/admin/secret.txt").statusCode()).isEqualTo(403);
            assertThat(running.get("/admin/").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void deniesUncoveredMethodsWhenAsked() throws Exception {
        try (Running running =
                app().constraint(methods(null, "/*", "GET")).denyUncovered().start("")) {
            assertThat(running.get("/public.txt").statusCode()).isEqualTo(200);
            assertThat(running.send("/public.txt", r -> r.POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    /** Servlet 6.1, 13.8.4.2: of the best pattern alone, over all its constraints; paths without any stay open. */
    @Test
    void whatIsUncoveredIsDecidedByTheBestPattern() throws Exception {
        SecurityConstraintModel omitting = new SecurityConstraintModel(
                List.of(new ResourceCollection(List.of("/admin/*"), List.of(), List.of("GET"))), null, false);
        TestApp annotated = app().servlet("Seen", "/seen", "response.getWriter().print(\"seen\");")
                .map(
                        TestApp.servletModel("Seen", "/seen"),
                        servlet -> TestApp.secured(
                                servlet,
                                new ServletSecurityModel(
                                        new RoleRule(true, false, List.of()),
                                        Map.of("GET", new RoleRule(true, false, List.of())))));
        try (Running running = annotated
                .constraint(omitting)
                .constraint(methods(null, "*.css", "GET"))
                .constraint(methods(null, "*.css", "HEAD"))
                .file("a.css", "css")
                .denyUncovered()
                .start("")) {
            assertThat(running.get("/admin/secret.txt").statusCode()).isEqualTo(403);
            assertThat(running.send("/admin/secret.txt", r -> r.POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(running.get("/seen").body()).isEqualTo("seen");
            assertThat(running.send("/seen", r -> r.POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(running.get("/a.css").statusCode()).isEqualTo(200);
            assertThat(running.send("/a.css", r -> r.method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(running.send("/a.css", r -> r.POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(running.send("/public.txt", r -> r.POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesClearTextWhereATransportGuaranteeIsWanted() throws Exception {
        try (Running running =
                app().constraint(constraint(null, true, "/admin/*")).start("")) {
            HttpResponse<String> response = running.get("/admin/secret.txt");
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("HTTP Status 403").doesNotContain("secret");
            assertThat(running.get("/public.txt").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void sendsClearTextToTheSameUrlWithTlsBeforeAnybodyLogsIn() throws Exception {
        TestApp app = app().constraint(constraint(ADMIN, true, "/admin/*")).login("BASIC", "r");
        try (Running running = Running.start(
                app.model(), app.settings("/app").with(TlsOptions.none().telling(8443, false, "")))) {
            // Characters of relaxed_query_chars have been escaped when a request gets here.
            for (String query : List.of("", "?a=%26b&c=%20d", "?a=[1]", "?a=%7Bb%7Cc%7D", "?a=%C3%A4%25")) {
                assertThat(raw(running, "/app/admin/a%20b.txt" + query))
                        .startsWith("HTTP/1.1 302 ")
                        .contains("\r\nLocation: https://h:8443/app/admin/a%20b.txt" + query + "\r\n")
                        .doesNotContain("WWW-Authenticate");
            }
            assertThat(raw(running, "/app/public.txt")).startsWith("HTTP/1.1 200 ");
        }
    }

    /** What no client of Java's would send. */
    private static String raw(Running running, String target) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: h:80\r\nConnection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void protectsAServletByItsAnnotation() throws Exception {
        TestApp app =
                app().login("BASIC", "r").servlet("Guarded", "/guarded", "response.getWriter().print(\"secret\");");
        app.map(
                TestApp.servletModel("Guarded", "/guarded"),
                s -> TestApp.secured(
                        s,
                        new ServletSecurityModel(
                                ALL,
                                Map.of(
                                        "POST", ADMIN,
                                        "PUT", NOBODY,
                                        "DELETE", new RoleRule(true, true, List.of())))));
        try (Running running = app.start("")) {
            assertThat(running.get("/guarded").body()).isEqualTo("secret");
            assertThat(status(running, "POST")).isEqualTo(401);
            assertThat(status(running, "PUT")).isEqualTo(403);
            assertThat(status(running, "DELETE")).isEqualTo(403);
        }
    }

    private static int status(Running running, String method) throws Exception {
        return running.send("/guarded", r -> r.method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void findsTheBestMatchOfADenial() {
        Denials denials = Denials.of(List.of(
                constraint(NOBODY, false, "/a/*", "*.cfg", "/exact"),
                constraint(ADMIN, false, "/a/open/*"),
                new SecurityConstraintModel(
                        List.of(new ResourceCollection(List.of("/"), List.of(), List.of("GET"))), NOBODY, false)));
        assertThat(denials.denies("/a", "GET")).isTrue();
        assertThat(denials.denies("/a/b/c", "POST")).isTrue();
        assertThat(denials.denies("/a/open/x", "GET")).isFalse();
        assertThat(denials.denies("/b/x.cfg", "GET")).isTrue();
        assertThat(denials.denies("/exact", "GET")).isTrue();
        assertThat(denials.denies("/ab", "GET")).isFalse();
        assertThat(denials.denies("/other", "GET")).isFalse();
        assertThat(denials.denies("/other", "POST")).isTrue();
    }
}
