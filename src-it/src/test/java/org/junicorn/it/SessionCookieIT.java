package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junicorn.it.SessionClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a client names its session. */
class SessionCookieIT {
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
              <session-config>
            %s
              </session-config>
            </web-app>
            """;

    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static ServerProcess server;

    @BeforeAll
    static void serve() {
        server = SERVERS.session().workers(2).serve();
    }

    private Path war(String sessionConfig) {
        return Wars.changed(
                Wars.session(),
                SERVERS.directory().resolve("app.war"),
                Map.of("WEB-INF/web.xml", WEB_XML.formatted(sessionConfig)));
    }

    private static String cookie(ServerProcess server, String path) throws HttpFailure {
        return Http.post(server.address(), path, new byte[0]).header("set-cookie");
    }

    @Test
    void theCookieIsAsTomcats() throws Exception {
        assertThat(cookie(server, "/count")).matches("JSESSIONID=[0-9A-F]{32}; Path=/; HttpOnly");
        SessionClient client = new SessionClient(server);
        client.post("/count");
        for (int i = 0; i < 10; i++) {
            assertThat(client.ask("POST", "/count").header("set-cookie")).isEmpty();
        }
        assertThat(new SessionClient(server).get("/count").response().header("set-cookie"))
                .isEmpty();
    }

    @Test
    void theDescriptorSaysWhatTheCookieIs() throws Exception {
        Path war = war("""
                <cookie-config>
                  <name>CART</name>
                  <domain>shop.example</domain>
                  <path>/all</path>
                  <http-only>false</http-only>
                  <secure>true</secure>
                  <max-age>600</max-age>
                  <attribute><attribute-name>SameSite</attribute-name><attribute-value>Strict</attribute-value></attribute>
                </cookie-config>""");
        ServerProcess other = SERVERS.server()
                .app(war)
                .option("--context-path", "/shop")
                .workers(2)
                .serve();
        for (int i = 0; i < 4; i++) {
            assertThat(cookie(other, "/shop/count").split("; "))
                    .contains("Domain=shop.example", "Path=/all", "Max-Age=600", "Secure", "SameSite=Strict")
                    .doesNotContain("HttpOnly")
                    .anyMatch(part -> part.matches("CART=[0-9A-F]{32}"));
        }
    }

    @Test
    void theOperatorSaysWhatTheCookieIs() throws Exception {
        Path context = Files.writeString(
                SERVERS.directory().resolve("context.xml"),
                "<Context sessionCookieName=\"SID\" sessionCookiePath=\"/\" useHttpOnly=\"true\">"
                        + "<CookieProcessor sameSiteCookies=\"lax\"/></Context>");
        ServerProcess other = SERVERS.session()
                .option("--context-path", "/shop")
                .option("--context-xml", context)
                .workers(2)
                .serve();
        assertThat(cookie(other, "/shop/count")).matches("SID=[0-9A-F]{32}; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void theIdCanStandInTheUrl() throws Exception {
        SessionClient nameless = new SessionClient(server);
        Answer made = nameless.post("/info");
        String id = made.value("id");
        assertThat(made.value("encoded")).isEqualTo("/info;jsessionid=" + id + "?a=b");
        for (int i = 1; i <= 10; i++) {
            Answer counted = nameless.with(null).post("/count;jsessionid=" + id);
            assertThat(counted.number("count")).isEqualTo(i);
        }
        Answer info = nameless.with(null).get("/info;jsessionid=" + id);
        assertThat(info.value("from")).isEqualTo("url");
        assertThat(info.value("valid")).isEqualTo("true");
        assertThat(info.value("encoded")).isEqualTo("/info;jsessionid=" + id + "?a=b");
        assertThat(nameless.get("/info").value("encoded")).isEqualTo("/info?a=b");
    }

    @Test
    void withCookiesAloneTheUrlIsNotAsked() throws Exception {
        ServerProcess other = SERVERS.server()
                .app(war("<tracking-mode>COOKIE</tracking-mode>"))
                .workers(2)
                .serve();
        SessionClient client = new SessionClient(other);
        Answer made = client.post("/info");
        assertThat(made.value("encoded")).isEqualTo("/info?a=b");
        Answer without = client.with(null).get("/info;jsessionid=" + made.value("id"));
        assertThat(without.value("valid")).isEqualTo("false");
    }

    @Test
    void applicationsAtTwoPathsHaveSessionsOfTheirOwn() throws Exception {
        ServerProcess other = SERVERS.server()
                .workers(2)
                .option("--app", "/a=" + Wars.session())
                .option("--app", "/b=" + Wars.session())
                .serve();
        assertThat(cookie(other, "/a/count")).matches("JSESSIONID=[0-9A-F]{32}; Path=/a; HttpOnly");
        SessionClient a = new SessionClient(other, "/a");
        SessionClient b = new SessionClient(other, "/b");
        for (int i = 1; i <= 5; i++) {
            assertThat(a.post("/count").number("count")).isEqualTo(i);
            assertThat(b.post("/cart?add=tea").number("total")).isEqualTo(i);
        }
        SessionClient stranger = b.with(a.id().orElseThrow());
        stranger.getFromEach(other, "/info").values().forEach(answer -> assertThat(answer.value("valid"))
                .isEqualTo("false"));
        a.post("/invalidate");
        assertThat(b.get("/cart").number("total")).isEqualTo(5);
    }

    @Test
    void anIdThatNobodyHasIsHarmless() throws Exception {
        int mark = server.log().mark();
        List<String> ids = List.of(
                "",
                "0123456789ABCDEF0123456789ABCDEF",
                "../../../../etc/passwd",
                "%2e%2e%2f%00",
                "\"quoted\"",
                "a b",
                "*",
                "{json:1}",
                "$Version=1",
                "é",
                "x".repeat(4000),
                "0123456789ABCDEF0123456789ABCDEF.1",
                "0123456789ABCDEF0123456789ABCDEF".repeat(20));
        for (String id : ids) {
            SessionClient client = new SessionClient(server).with(id);
            assertThat(client.get("/info").value("valid")).as(id).isEqualTo("false");
            assertThat(client.post("/count").number("count")).as(id).isEqualTo(1);
            assertThat(client.id()).get().asString().matches("[0-9A-F]{32}").isNotEqualTo(id);
            String path = "/count;jsessionid=" + URLEncoder.encode(id, UTF_8);
            assertThat(Http.get(server.address(), path).status()).as(id).isIn(200, 400);
        }
        assertThat(server.log().lines().subList(mark, server.log().mark()))
                .noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
    }
}
