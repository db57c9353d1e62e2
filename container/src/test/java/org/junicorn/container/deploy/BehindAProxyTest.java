package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application sees of a client behind proxies. */
class BehindAProxyTest {
    private static final ProxyRules RULES = new ProxyRules(
            List.of("127.0.0.1"),
            List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix"),
            List.of("X-Forwarded-Proto=https"),
            List.of(),
            HeaderMapping.DANGEROUS,
            "X-SSL-Cert",
            ProxyProtocol.OFF,
            List.of(),
            "");

    @TempDir
    private Path folder;

    private TestApp app() {
        return new TestApp(folder).behind(RULES);
    }

    private static UnaryOperator<HttpRequest.Builder> tls() {
        return request -> request.header("X-Forwarded-For", "203.0.113.7")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "shop.example");
    }

    private static UnaryOperator<HttpRequest.Builder> prefixed() {
        return request -> tls().apply(request).header("X-Forwarded-Prefix", "/outer");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void aServletSeesTheClientAndTheSchemeHostAndPortItUses() throws Exception {
        TestApp app = app().servlet(
                        "Who",
                        "/who",
                        "request.getSession(); response.getWriter().print(request.getRemoteAddr() + \" \" +"
                                + " request.getRemoteHost() + \" \" + request.getScheme() + \" \" + request.isSecure() + \""
                                + " \" + request.getServerName() + \" \" + request.getServerPort() + \" \" +"
                                + " request.getRequestURL());");
        try (Running running = app.start("/app")) {
            HttpResponse<String> response = running.send("/app/who", tls());
            assertThat(response.body())
                    .isEqualTo("203.0.113.7 203.0.113.7 https true shop.example 443 https://shop.example/app/who");
            assertThat(header(response, "Set-Cookie")).contains("; Secure").contains("Path=/app;");
        }
    }

    @Test
    void whatMustBeConfidentialIsServedIfTheProxysClientUsesTls() throws Exception {
        TestApp app = app().file("secret.txt", "secret")
                .constraint(new SecurityConstraintModel(
                        List.of(new ResourceCollection(List.of("/*"), List.of(), List.of())), null, true));
        try (Running running = app.start("")) {
            assertThat(running.get("/secret.txt").statusCode()).isEqualTo(403);
            assertThat(running.send("/secret.txt", tls()).body()).isEqualTo("secret");
            assertThat(running.send("/secret.txt", r -> r.header("X-Forwarded-Proto", "http"))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPrefixStandsInFrontOfContextPathUriRedirectsAndTheSessionsCookie() throws Exception {
        TestApp app = app().file("folder/index.html", "in")
                .servlet(
                        "Where",
                        "/where",
                        "request.getSession(); response.getWriter().print(request.getContextPath() + \" \" +"
                                + " request.getRequestURI() + \" \" + request.getServletPath() + \" \" +"
                                + " request.getRequestURL() + \" \" + getServletContext().getContextPath());")
                .servlet("Forward", "/forward", "request.getRequestDispatcher(\"/target\").forward(request, response);")
                .servlet(
                        "Target",
                        "/target",
                        "response.getWriter().print(request.getRequestURI() + \" \" +"
                                + " request.getAttribute(\"jakarta.servlet.forward.request_uri\"));");
        try (Running running = app.start("/app")) {
            HttpResponse<String> where = running.send("/app/where", prefixed());
            assertThat(where.body())
                    .isEqualTo("/outer/app /outer/app/where /where https://shop.example/outer/app/where /app");
            assertThat(header(where, "Set-Cookie")).contains("Path=/outer/app;");
            assertThat(running.send("/app/forward", prefixed()).body())
                    .isEqualTo("/outer/app/target /outer/app/forward");
            assertThat(header(running.send("/app/folder", prefixed()), "Location"))
                    .isEqualTo("/outer/app/folder/");
            assertThat(header(running.send("/app?a=b", prefixed()), "Location")).isEqualTo("/outer/app/?a=b");
            assertThat(running.send("/app/where", tls()).body())
                    .isEqualTo("/app /app/where /where https://shop.example/app/where /app");
        }
    }

    @Test
    void aCertificateThatTheProxyHasSeenIsTheClients() throws Exception {
        TestApp app = app().servlet(
                        "Who",
                        "/who",
                        "Object chain = request.getAttribute(\"jakarta.servlet.request.X509Certificate\");"
                                + "response.getWriter().print(chain == null ? \"nobody\" :"
                                + " ((java.security.cert.X509Certificate[]) chain)[0].getSubjectX500Principal());");
        try (Running running = app.start("")) {
            assertThat(running.send("/who", r -> r.header("X-SSL-Cert", certificate()))
                            .body())
                    .contains("CN=");
            assertThat(running.get("/who").body()).isEqualTo("nobody");
            assertThat(running.send("/who", r -> r.header("X-SSL-Cert", "nonsense"))
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void aCertificateThatTheProxyHasSeenLogsItsOwnerIn() throws Exception {
        Path users = Files.writeString(
                folder.resolve("u.xml"), "<tomcat-users><user username='O=Acme, CN=ann' roles='user'/></tomcat-users>");
        TestApp app = app().login("CLIENT-CERT", "")
                .servlet("Who", "/who", "response.getWriter().print(request.getRemoteUser());")
                .constraint(new SecurityConstraintModel(
                        List.of(new ResourceCollection(List.of("/*"), List.of(), List.of())),
                        new RoleRule(false, false, List.of("user")),
                        false))
                .context("<Realm className='org.apache.catalina.realm.MemoryRealm' pathname='" + users + "'/>");
        try (Running running = app.start("")) {
            assertThat(running.send("/who", r -> r.header("X-SSL-Cert", certificate()))
                            .body())
                    .isEqualTo("O=Acme, CN=ann");
            assertThat(running.get("/who").statusCode()).isEqualTo(401);
        }
    }

    private static String certificate() {
        try {
            return Files.readString(Path.of("src/test/resources/tls/client.pem"))
                    .replaceAll("-----[A-Z ]+-----|\\s", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tomcatsFilterForProxiesSeesWhatTheProxyHasSent() throws Exception {
        TestApp app = app().filterOf(
                        "org.apache.catalina.filters.RemoteIpFilter",
                        "protocolHeader",
                        "x-forwarded-proto",
                        "hostHeader",
                        "x-original-host")
                .servlet(
                        "Who",
                        "/who",
                        "response.getWriter().print(request.getRemoteAddr() + \" \" + request.getRequestURL());");
        try (Running running = app.start("")) {
            assertThat(running.send("/who", r -> tls().apply(r).header("X-Original-Host", "original.example"))
                            .body())
                    .isEqualTo("203.0.113.7 https://original.example/who");
        }
    }
}
