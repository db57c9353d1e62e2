package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Virtual hosts, versions of an application, rules and upstream servers, in one server of two workers. */
class RoutingIT {
    private static final String COOKIE = "JUNICORN_VERSION";

    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static HttpServer upstream;
    private static ServerProcess server;
    private static Path config;

    @BeforeAll
    static void start() throws Exception {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        upstream.createContext("/", exchange -> {
            byte[] answer = ("upstream " + exchange.getRequestURI() + " for "
                            + exchange.getRequestHeaders().getFirst("X-Forwarded-Host"))
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        upstream.start();
        Path folder = SERVERS.directory();
        Wars.probeVersion(folder.resolve("shop.war"), "shop");
        Wars.probeVersion(folder.resolve("old.war"), "old");
        Wars.probeVersion(folder.resolve("new.war"), "new");
        Files.copy(Wars.session(), folder.resolve("blue.war"));
        Files.copy(Wars.session(), folder.resolve("green.war"));
        Files.writeString(folder.resolve("rules.conf"), """
                path-prefix('/legacy') -> redirect('/version')
                path('/forbidden') -> response-code(403)
                """);
        config = folder.resolve("junicorn.json");
        configure("/=old.war;weight=1", "/=new.war;weight=1", "/s=blue.war;weight=1", "/s=green.war;weight=1");
        server = SERVERS.server()
                .workers(2)
                .option("-c", config)
                .option("--chdir", folder)
                .serve();
    }

    @AfterAll
    static void stopUpstream() {
        upstream.stop(0);
    }

    private static void configure(String... apps) throws IOException {
        String all = List.of(apps).stream().map(app -> "\"" + app + "\"").collect(Collectors.joining(", "));
        Files.writeString(config, """
                {
                  "app": ["Shop.Example/=shop.war", %s],
                  "host_aliases": {"www.shop.example": "shop.example"},
                  "handlers_file": "rules.conf",
                  "proxy": ["/api=http://127.0.0.1:%d;strip_path=true", "/down=http://127.0.0.1:1;connect_timeout=2s"]
                }
                """.formatted(all, upstream.getAddress().getPort()));
    }

    private static Http.Response ask(String path, String... headers) throws HttpFailure {
        return send("GET", path, headers);
    }

    private static Http.Response send(String method, String path, String... headers) throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            StringBuilder request =
                    new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n");
            boolean host = List.of(headers).stream().anyMatch(header -> header.startsWith("Host:"));
            request.append(host ? "" : "Host: localhost\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            connection.sendRaw(request.append("\r\n").toString().getBytes(UTF_8));
            return connection.receive(method);
        }
    }

    @Test
    void theHostChoosesTheApplication() throws Exception {
        assertThat(ask("/version", "Host: shop.example").text().strip()).isEqualTo("shop");
        assertThat(ask("/version", "Host: www.shop.example:8000").text().strip())
                .isEqualTo("shop");
        assertThat(ask("/version", "Host: other.example").text().strip()).isIn("old", "new");
    }

    @Test
    void aClientStaysWithTheVersionItWasGiven() throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100 && seen.size() < 2; i++) {
            Http.Response first = ask("/version");
            String version = first.text().strip();
            assertThat(first.header("set-cookie")).startsWith(COOKIE + "=" + version + ";");
            for (int again = 0; again < 4; again++) {
                assertThat(ask("/version", "Cookie: " + COOKIE + "=" + version)
                                .text()
                                .strip())
                        .isEqualTo(version);
            }
            seen.add(version);
        }
        assertThat(seen).containsExactlyInAnyOrder("old", "new");
    }

    @Test
    void rulesAndUpstreamServersComeBeforeTheApplications() throws Exception {
        assertThat(ask("/legacy/x").status()).isEqualTo(302);
        assertThat(ask("/forbidden").status()).isEqualTo(403);
        assertThat(ask("/api/a%20b?c=d", "Host: front.example").text())
                .isEqualTo("upstream /a%20b?c=d for front.example");
        Http.Response down = ask("/down/x");
        assertThat(down.status()).isEqualTo(502);
        assertThat(down.text()).contains("The server that answers this path is not available.");
        assertThat(server.log().awaitLine(0, "GET /down/x is answered 502"))
                .contains("http://127.0.0.1:1 cannot be connected to");
    }

    @Test
    void aReloadReplacesAVersionAndKeepsItsSessions() throws Exception {
        Http.Response begun = send("POST", "/s/count", "Cookie: " + COOKIE + "=blue");
        String session = begun.header("set-cookie").replaceFirst(";.*", "");
        assertThat(session).startsWith("JSESSIONID=");
        try (Load load = Load.on(server.address()).path("/version").start()) {
            configure("/=old.war;weight=0", "/=new.war;weight=5", "/s=green.war");
            Reloads.reload(server);
            load.stop().assertNoFailures();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(ask("/version").text().strip()).isEqualTo("new");
        }
        assertThat(ask("/version", "Cookie: " + COOKIE + "=old").text().strip()).isEqualTo("old");
        Http.Response later = send("POST", "/s/count", "Cookie: " + session + "; " + COOKIE + "=blue");
        assertThat(later.header("set-cookie")).doesNotContain("JSESSIONID");
        assertThat(later.text()).contains("2");
        configure("/=old.war;weight=1", "/=new.war;weight=1", "/s=blue.war;weight=1", "/s=green.war;weight=1");
        Reloads.reload(server);
    }

    @Test
    void aFaultInTheRulesIsToldAndTheOldOnesStay() throws Exception {
        Path rules = SERVERS.directory().resolve("rules.conf");
        String before = Files.readString(rules);
        Files.writeString(rules, before + "resource(location='/etc')\n");
        assertThat(Reloads.failingReload(server).field("reason"))
                .contains(
                        "rules.conf\", line 3: the handler resource is not allowed: it reads any file of the machine, on a"
                                + " thread that must not wait");
        assertThat(ask("/forbidden").status()).isEqualTo(403);
        Files.writeString(rules, before);
    }

    /** The same rules lead to the same on a Tomcat as it is shipped. */
    @Test
    void rewriteConfigMeansWhatItMeansOnTomcat() throws Exception {
        Path folder = SERVERS.directory();
        Path war = Wars.of(
                folder.resolve("rewritten.war"),
                Map.of(
                        "META-INF/context.xml",
                        "<Context><Valve className='org.apache.catalina.valves.rewrite.RewriteValve'/></Context>"
                                .getBytes(UTF_8),
                        "WEB-INF/map.txt",
                        "one 1\ntwo 2\n".getBytes(UTF_8),
                        "WEB-INF/rewrite.config",
                        """
                        RewriteMap up int:toupper
                        RewriteRule ^/item/(\\d+)$ /show.jsp?id=$1 [L]
                        RewriteRule ^/add/(.*)$ /show.jsp?id=$1 [QSA,L]
                        RewriteRule ^/drop$ /show.jsp [QSD,L]
                        RewriteRule ^/up/(.*)$ /show.jsp?id=${up:$1} [B,L]
                        RewriteRule ^/old/(.*)$ /new/$1 [R=301,L]
                        RewriteRule ^/away$ http://other.example/x?y=z [R,QSA]
                        RewriteRule ^/see$ /show.jsp [R=seeother]
                        RewriteRule ^/closed - [F]
                        RewriteRule ^/gone$ - [G]
                        RewriteRule ^/mark$ /show.jsp [E=mark:%{REQUEST_METHOD}-%{HTTP:X-A},L]
                        RewriteCond %{HTTP:X-A} =b [OR]
                        RewriteCond %{QUERY_STRING} ^k=(\\w+)$
                        RewriteRule ^/cond$ /show.jsp?id=c%1 [L]
                        RewriteRule ^/chain1$ /chain2 [C]
                        RewriteRule ^/chain2$ /show.jsp?id=chained [L]
                        RewriteRule ^/skip$ - [S=1]
                        RewriteRule ^/skip$ /show.jsp?id=no [L]
                        RewriteRule ^/skip$ /show.jsp?id=yes [L]
                        RewriteCond %{REQUEST_PATH} !-f
                        RewriteRule ^/files/(.*)$ /show.jsp?id=nofile [L]
                        RewriteRule ^/deep$ /a/../show.jsp [L]
                        RewriteRule ^/above$ /../../show.jsp [L]
                        RewriteRule ^/case$ /show.jsp?id=case [NC,L]
                        RewriteRule !^/(show|new|files|real|chain) - [E=none:1]
                        """.getBytes(UTF_8),
                        "files/real.txt",
                        "real".getBytes(UTF_8),
                        "show.jsp",
                        ("<%@page session=\"false\"%><%= request.getRequestURI() %>"
                                        // an empty query is none here, whoever made it
                                        + " <%= \"\".equals(request.getQueryString()) ? null : request.getQueryString() %>"
                                        + " <%= request.getParameter(\"id\") %> <%= request.getAttribute(\"mark\") %>")
                                .getBytes(UTF_8)));
        ServerProcess here =
                SERVERS.server().app(war).option("--context-path", "/c").serve();
        try (Tomcat tomcat = Tomcat.start(folder.resolve("tomcat"), "c", war, "<tomcat-users/>")) {
            for (String path : List.of(
                    "/item/7",
                    "/item/7?a=b",
                    "/item/x",
                    "/add/1?a=b",
                    "/add/x%20y",
                    "/add/%25",
                    "/drop?id=1",
                    "/up/abc",
                    "/old/a%20b?c=d",
                    "/away",
                    "/away?a=b",
                    "/see",
                    "/closed/x",
                    "/mark?id=2",
                    "/cond",
                    "/cond?k=v",
                    "/chain1",
                    "/chain2",
                    "/skip",
                    "/files/real.txt",
                    "/files/none",
                    "/deep",
                    "/above",
                    "/CASE",
                    "/show.jsp?id=%C3%A4")) {
                assertThat(answer(here.address(), "/c" + path))
                        .as(path)
                        .isEqualTo(answer(tomcat.address(), "/c" + path));
            }
            // Tomcat 11.0.24 goes on after the rule's answer, and its default servlet then fails with 500.
            assertThat(answer(here.address(), "/c/gone")).startsWith("410 ");
        }
    }

    private static String answer(Address address, String path) throws HttpFailure {
        try (Http.Connection connection = Http.Connection.open(address)) {
            Http.Response response =
                    connection.exchange("GET", path, List.of("X-A: a", "Connection: close"), new byte[0]);
            return response.status() + " " + response.header("location") + " "
                    + (response.status() == 200 ? response.text() : "");
        }
    }
}
