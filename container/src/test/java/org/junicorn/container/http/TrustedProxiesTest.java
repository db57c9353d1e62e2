package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.container.ForwardedPrefix;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.ProxyRules.HeaderMapping;
import org.junicorn.container.ProxyRules.ProxyProtocol;
import org.junicorn.container.http.Client.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedProxiesTest {
    private static final List<String> SCHEMES = List.of("X-Forwarded-Proto=https", "X-Forwarded-Ssl=on");
    private static final List<String> ALL =
            List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix");

    @TempDir
    private Path folder;

    private static ProxyRules rules(List<String> allowed, List<String> headers, HeaderMapping mapping) {
        return new ProxyRules(
                allowed, headers, SCHEMES, List.of("SCRIPT_NAME"), mapping, "", ProxyProtocol.OFF, List.of(), "");
    }

    private static ProxyRules rules(List<String> headers) {
        return rules(List.of("127.0.0.1", "10.0.0.0/8"), headers, HeaderMapping.DANGEROUS);
    }

    private static void describe(HttpServerExchange exchange) {
        exchange.getResponseSender()
                .send(exchange.getSourceAddress().getAddress().getHostAddress() + " " + exchange.getRequestScheme()
                        + " "
                        + exchange.getHostName() + " " + exchange.getHostPort() + " "
                        + ForwardedPrefix.of(exchange) + exchange.getRelativePath() + " "
                        + exchange.getRequestHeaders().getFirst("X-Forwarded-For"));
    }

    private static TestServer start(ProxyRules rules) throws Exception {
        return TestServer.blocking(change -> change.proxies(rules), TrustedProxiesTest::describe);
    }

    private static Response ask(TestServer server, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of("GET /a HTTP/1.1", "Host: inner:8080"));
        lines.addAll(List.of(headers));
        try (Client client = server.client()) {
            return client.ask(lines.toArray(String[]::new));
        }
    }

    private static String seen(TestServer server, String... headers) throws IOException {
        return ask(server, headers).text();
    }

    @Test
    void theClientIsWhoTheLastUntrustedAddressNames() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            assertThat(seen(server)).isEqualTo("127.0.0.1 http inner 8080 /a null");
            assertThat(seen(server, "X-Forwarded-For: 203.0.113.7"))
                    .startsWith("203.0.113.7 ")
                    .endsWith(" null");
            assertThat(seen(server, "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.2.3"))
                    .startsWith("203.0.113.7 ")
                    .endsWith(" 6.6.6.6");
            assertThat(seen(server, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.7"))
                    .startsWith("203.0.113.7 ");
            assertThat(seen(server, "X-Forwarded-For: 10.0.0.2, 10.0.0.1")).startsWith("10.0.0.2 ");
            assertThat(seen(server, "X-Forwarded-For: [2001:db8::1]:4711")).startsWith("2001:db8:0:0:0:0:0:1 ");
            assertThat(seen(server, "X-Forwarded-For: 203.0.113.7:81")).startsWith("203.0.113.7 ");
        }
    }

    @Test
    void whatIsNoAddressEndsTheWalk() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            for (String unknown : List.of("unknown", "_hidden", "localhost", "1.2.3", "<script>", "1.2.3.4:99999")) {
                assertThat(seen(server, "X-Forwarded-For: 203.0.113.7, " + unknown + ", 10.0.0.1"))
                        .as(unknown)
                        .startsWith("10.0.0.1 ");
                assertThat(seen(server, "X-Forwarded-For: " + unknown))
                        .as(unknown)
                        .startsWith("127.0.0.1 ");
            }
        }
    }

    @Test
    void strangersAreBelievedNothingAndTheirHeadersStay() throws Exception {
        try (TestServer server = start(rules(List.of("192.0.2.1"), ALL, HeaderMapping.DANGEROUS))) {
            assertThat(seen(
                            server,
                            "X-Forwarded-For: 203.0.113.7",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Ssl: off",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Port: nonsense",
                            "X-Forwarded-Prefix: //evil",
                            "SCRIPT_NAME: /b"))
                    .isEqualTo("127.0.0.1 http inner 8080 /a 203.0.113.7");
        }
        try (TestServer server = start(ProxyRules.none())) {
            assertThat(seen(server, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"))
                    .isEqualTo("127.0.0.1 http inner 8080 /a 203.0.113.7");
        }
    }

    @Test
    void onlyHeadersThatTheProxySetsCount() throws Exception {
        try (TestServer server = start(rules(List.of("X-Forwarded-For")))) {
            assertThat(seen(
                            server,
                            "X-Forwarded-For: 203.0.113.7",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Port: 81",
                            "X-Forwarded-Prefix: /evil",
                            "Forwarded: for=6.6.6.6;proto=https;host=evil.example"))
                    .isEqualTo("203.0.113.7 http inner 8080 /a null");
        }
    }

    @Test
    void theSchemeBringsItsPortUnlessOneIsTold() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            assertThat(seen(server, "X-Forwarded-Proto: https")).contains(" https inner 443 ");
            assertThat(seen(server, "X-Forwarded-Proto: HTTPS, https")).contains(" https inner 443 ");
            assertThat(seen(server, "X-Forwarded-Proto: https, http")).contains(" http inner 8080 ");
            assertThat(seen(server, "X-Forwarded-Proto: http")).contains(" http inner 8080 ");
            assertThat(seen(server, "X-Forwarded-Proto: wss")).contains(" https inner 443 ");
            assertThat(seen(server, "X-Forwarded-Ssl: on")).contains(" https inner 443 ");
            assertThat(seen(server, "X-Forwarded-Proto: https", "X-Forwarded-Port: 8443"))
                    .contains(" https inner 8443 ");
            assertThat(seen(server, "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example:8443"))
                    .contains(" https shop.example 8443 ");
            assertThat(seen(server, "X-Forwarded-Host: shop.example")).contains(" http shop.example 80 ");
            assertThat(seen(server, "X-Forwarded-Host: [2001:db8::1]:81")).contains(" http 2001:db8::1 81 ");
        }
    }

    @Test
    void ofALongerListThePartOfTheOutermostTrustedProxyCounts() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            assertThat(seen(server, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Host: evil.example, shop.example"))
                    .contains(" shop.example 80 ");
            assertThat(seen(
                            server,
                            "X-Forwarded-For: 203.0.113.7, 10.0.0.1",
                            "X-Forwarded-Host: evil.example, shop.example, inner.example"))
                    .contains(" shop.example 80 ");
        }
    }

    @Test
    void headersThatDoNotAgreeOrCannotBeAreRefused() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            Response conflict = ask(server, "X-Forwarded-Proto: https", "X-Forwarded-Ssl: off");
            assertThat(conflict.status()).isEqualTo(400);
            assertThat(conflict.last()).isTrue();
            assertThat(conflict.text())
                    .contains(
                            "The headers X-Forwarded-Proto and X-Forwarded-Ssl do not agree whether the connection was"
                                    + " encrypted.");
            assertThat(ask(server, "X-Forwarded-Proto: https", "X-Forwarded-Proto: http")
                            .status())
                    .isEqualTo(400);
            for (String header : List.of(
                    "X-Forwarded-Host: a b",
                    "X-Forwarded-Host: a/b",
                    "X-Forwarded-Host: user@a",
                    "X-Forwarded-Host: a:0",
                    "X-Forwarded-Host: a:99999",
                    "X-Forwarded-Port: 0",
                    "X-Forwarded-Port: x",
                    "X-Forwarded-Prefix: //evil.example",
                    "X-Forwarded-Prefix: shop",
                    "X-Forwarded-Prefix: /a/../b",
                    "X-Forwarded-Prefix: /a?b",
                    "X-Forwarded-Prefix: /a;b",
                    "X-Forwarded-Prefix: /%2e",
                    "SCRIPT_NAME: /b",
                    "SCRIPT_NAME: /a/b",
                    "SCRIPT_NAME: a")) {
                assertThat(ask(server, header).status()).as(header).isEqualTo(400);
            }
        }
    }

    @Test
    void aPrefixIsTakenOffByTheProxyAndAScriptNameHere() throws Exception {
        try (TestServer server = start(rules(ALL))) {
            assertThat(seen(server, "X-Forwarded-Prefix: /shop/")).contains(" /shop/a ");
            assertThat(seen(server, "X-Forwarded-Prefix: /shop, /eu")).contains(" /shop/eu/a ");
            assertThat(seen(server, "X-Forwarded-Prefix: /")).contains(" /a ");
            assertThat(seen(server, "SCRIPT_NAME: /a")).contains(" /a/ ");
            try (Client client = server.client()) {
                assertThat(client.ask("GET /shop/a?x=1 HTTP/1.1", "Host: h", "SCRIPT_NAME: /shop")
                                .text())
                        .contains(" /shop/a ");
            }
        }
    }

    @Test
    void theStandardHeaderTellsItAll() throws Exception {
        try (TestServer server = start(rules(List.of("Forwarded")))) {
            assertThat(seen(
                            server,
                            "X-Forwarded-For: 6.6.6.6",
                            "Forwarded: for=6.6.6.6;host=evil.example, for=203.0.113.7;proto=https;host=shop.example"))
                    .isEqualTo("203.0.113.7 https shop.example 443 /a 6.6.6.6");
            assertThat(seen(
                            server,
                            "Forwarded: for=6.6.6.6;proto=http",
                            "Forwarded: for=\"203.0.113.7:80\";proto=https;host=\"shop.example:8443\"",
                            "Forwarded: for=10.0.0.1;proto=http;host=inner"))
                    .startsWith("203.0.113.7 https shop.example 8443 ");
            assertThat(seen(server, "Forwarded: for=unknown;proto=https")).startsWith("127.0.0.1 https inner 443 ");
            assertThat(ask(server, "Forwarded: for=\", for=203.0.113.7").status())
                    .isEqualTo(400);
            assertThat(ask(server, "Forwarded: for=1.2.3.4;proto=ftp").status()).isEqualTo(400);
            assertThat(ask(server, "Forwarded: for=1.2.3.4;proto=http", "X-Forwarded-Proto: https")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void namesWithUnderscoresAreDroppedOrRefusedIfWanted() throws Exception {
        List<String> allowed = List.of("127.0.0.1");
        try (TestServer drop = TestServer.blocking(
                change -> change.proxies(rules(allowed, List.of(), HeaderMapping.DROP)),
                exchange -> exchange.getResponseSender()
                        .send(exchange.getRequestHeaders().contains("X_User") + " "
                                + exchange.getRequestHeaders().contains("X-User")))) {
            assertThat(seen(drop, "X_User: a", "X-User: b")).isEqualTo("false true");
            assertThat(ask(drop, "SCRIPT_NAME: /a").status()).isEqualTo(200);
        }
        try (TestServer refuse = start(rules(allowed, List.of(), HeaderMapping.REFUSE))) {
            assertThat(ask(refuse, "X_User: a").text())
                    .contains("The header name X_User has an underscore; header_map = refuse.");
            assertThat(ask(refuse, "SCRIPT_NAME: /a").status()).isEqualTo(200);
        }
        try (TestServer strangers = start(rules(List.of(), List.of(), HeaderMapping.REFUSE))) {
            assertThat(ask(strangers, "SCRIPT_NAME: /a").status()).isEqualTo(400);
        }
    }

    @Test
    void whoeverMayOpenTheUnixSocketIsBelieved() throws Exception {
        try (TestServer server = TestServer.start(
                SharedSocket.unix(folder.resolve("s.sock")),
                TestServer.SETTINGS.with(rules(List.of("192.0.2.1"), ALL, HeaderMapping.DANGEROUS)),
                TestServer.blocking(TrustedProxiesTest::describe))) {
            assertThat(seen(server, "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https"))
                    .startsWith("203.0.113.7 https inner 443 ");
        }
    }

    @Test
    void theTargetOfAProxyMayNameTheHostThatItAsksForOnly() throws Exception {
        try (TestServer server = start(rules(ALL));
                Client client = server.client()) {
            assertThat(client.ask("GET http://inner/a HTTP/1.1", "Host: inner", "X-Forwarded-Host: inner")
                            .text())
                    .contains(" inner 80 /a ");
            assertThat(client.ask("GET http://inner/a HTTP/1.1", "Host: inner", "X-Forwarded-Host: shop.example")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void theAccessLogShowsTheClientAlsoOfWhatIsRefused() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = TestServer.blocking(
                change -> change.proxies(rules(ALL)).accessLog(log, "%h %a %{peer}a %s"),
                TrustedProxiesTest::describe)) {
            ask(server, "X-Forwarded-For: 203.0.113.7");
            ask(server, "X-Forwarded-For: 203.0.113.8", "Expect: nonsense");
            ask(server, "X-Forwarded-Proto: https", "X-Forwarded-Ssl: off");
        }
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "203.0.113.7 203.0.113.7 127.0.0.1 200",
                        "203.0.113.8 203.0.113.8 127.0.0.1 417",
                        "127.0.0.1 127.0.0.1 127.0.0.1 400");
    }
}
