package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.junicorn.container.Refused;
import org.junicorn.container.shaping.ShapingSyntax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RequestFiltersTest {
    private static TestServer server(String... rules) throws Exception {
        return TestServer.blocking(
                c -> c.shaping(Shapes.some().filters(40_000, rules).options()), RequestFiltersTest::echo);
    }

    private static void echo(HttpServerExchange exchange) throws IOException {
        byte[] body = exchange.getInputStream().readAllBytes();
        exchange.getOutputStream().write(("got " + body.length + " ").getBytes(UTF_8));
        exchange.getOutputStream().write(body);
    }

    private static int status(TestServer server, String method, String target, String... headers) throws IOException {
        try (Client client = server.client()) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: shop.example\r\n");
            for (String header : headers) {
                client.send(header + "\r\n");
            }
            client.send("\r\n");
            return client.read().status();
        }
    }

    private static Client.Response post(TestServer server, String target, String body) throws IOException {
        try (Client client = server.client()) {
            client.send(
                    "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return client.read();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "deny;path=/admin # GET /admin # 403",
                "deny;path=/admin # GET /x/../admin/users # 403",
                "deny;path=/admin # GET /%61dmin # 403",
                "deny;path=/admin # GET /administrator # 200",
                "deny;path=~\\.(php|asp)$ # GET /index.php # 403",
                "deny;path=~\\.(php|asp)$ # GET /index.html # 200",
                "deny;method=PUT,DELETE # PUT / # 403",
                "deny;method=PUT, DELETE # DELETE / # 403",
                "deny;method=!GET # POST / # 403",
                "deny;method=!GET # GET / # 200",
                "deny;host=!shop.example,*.shop.example;status=404 # GET / # 200",
                "deny;host=shop.example;status=404 # GET / # 404",
                "deny;host=*.example # GET / # 403",
                "deny;query=(?i)%20select # GET /?q=1%20SELECT # 403",
                "deny;address=127.0.0.0/8 # GET / # 403",
                "deny;address=!127.0.0.0/8,::1 # GET / # 200",
                "deny;header=X-Debug # GET / # 200",
                "deny;path=/a;address=10.0.0.0/8 # GET /a # 200",
            })
    void aRuleHoldsIfAllItsConditionsDo(String rule, String request, int status) throws Exception {
        try (TestServer server = server(rule)) {
            String[] parts = request.split(" ");
            assertThat(status(server, parts[0], parts[1], "Content-Length: 0")).isEqualTo(status);
        }
    }

    @Test
    void headersAreAskedForByNameValueOrExpression() throws Exception {
        try (TestServer server = server(
                "deny;header=X-Debug;status=400",
                "deny;header=X-Role=admin;status=401",
                "deny;header=User-Agent~(?i)bad\\;?bot;status=429")) {
            assertThat(status(server, "GET", "/", "x-debug: 0")).isEqualTo(400);
            assertThat(status(server, "GET", "/", "X-Role: user", "X-Role: admin"))
                    .isEqualTo(401);
            assertThat(status(server, "GET", "/", "X-Role: administrator")).isEqualTo(200);
            assertThat(status(server, "GET", "/", "User-Agent: a BadBot/1")).isEqualTo(429);
            assertThat(status(server, "GET", "/", "User-Agent: bad;bot")).isEqualTo(429);
        }
    }

    @Test
    void theFirstRuleThatHoldsDecides() throws Exception {
        try (TestServer server = server("allow;path=/admin/health", "deny;path=/admin")) {
            assertThat(status(server, "GET", "/admin/health")).isEqualTo(200);
            assertThat(status(server, "GET", "/admin")).isEqualTo(403);
            assertThat(server.card().refused).as("counted").containsExactly(Refused.FILTER);
        }
    }

    @Test
    void aBodyIsLookedThroughAndGivenBackWhole() throws Exception {
        try (TestServer server = server("deny;method=POST;path=/in;body=<!ENTITY")) {
            assertThat(post(server, "/in", "<a><!ENTITY x></a>").status()).isEqualTo(403);
            String body = "<a>" + "x".repeat(39_000) + "</a>";
            assertThat(post(server, "/in", body).text()).isEqualTo("got " + body.length() + " " + body);
            assertThat(post(server, "/in", "").text()).isEqualTo("got 0 ");
            assertThat(post(server, "/else", "<!ENTITY").status()).isEqualTo(200);
            try (Client client = server.client()) {
                for (int i = 0; i < 3; i++) {
                    client.send("POST /in HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    client.send("2\r\nde\r\n0\r\n\r\n");
                    assertThat(client.read().text()).as("on one connection").isEqualTo("got 5 abcde");
                }
            }
        }
    }

    @Test
    void aBodyThatIsTooLongToBeLookedThroughIsRefused() throws Exception {
        try (TestServer server = server("deny;path=/in;body=evil")) {
            Client.Response known = post(server, "/in", "x".repeat(40_001));
            assertThat(known.status()).isEqualTo(413);
            assertThat(known.text())
                    .contains("The request&#39;s body is longer than the 40000 bytes of" + " request_filter_body.");
            assertThat(known.last()).isTrue();
            try (Client client = server.client()) {
                client.send("POST /in HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n"
                        + "x".repeat(0x10000) + "\r\n0\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(413);
            }
            assertThat(post(server, "/other", "x".repeat(40_001)).status()).isEqualTo(200);
            assertThat(server.card().refused).as("counted").containsExactly(Refused.BODY, Refused.BODY);
        }
    }

    @Test
    void aClientThatWaitsToBeAskedForItsBodyIsAsked() throws Exception {
        try (TestServer server = server("deny;path=/in;body=evil");
                Client client = server.client()) {
            for (String body : new String[] {"harmless", "evil...."}) {
                client.send("POST /in HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(100);
                client.send(body);
                assertThat(client.read().status()).isEqualTo(body.equals("harmless") ? 200 : 403);
            }
        }
    }

    @Test
    void anExpressionThatOthersTakeForEverOverIsDoneSoon() throws Exception {
        try (TestServer server = server("deny;body=^(a+)+$;status=400")) {
            assertThat(post(server, "/", "a".repeat(30_000) + "!").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "block;path=/a | begins neither with deny nor with allow; write one such as"
                        + " deny;path=/admin;address=!10.0.0.0/8",
                "deny;paht=/a | there is no condition paht; known are host, method, path, query, header, address and body",
                "deny;path=a | path is neither a path nor ~ and a regular expression",
                "deny;body=( | not a regular expression of RE2: missing closing )",
                "deny;path | path needs a value; write path=…",
                "deny;status=200 | status is not one from 400 to 599",
                "deny;address=example.com | example.com is no address and no network; write 10.0.0.7, 10.0.0.0/8,"
                        + " fd00::/8, or * for all"
            })
    void aRuleThatIsNoneIsRefused(String rule, String message) {
        assertThatThrownBy(() -> ShapingSyntax.checkFilter(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aHostIsFoundInEverySpelling() throws Exception {
        try (TestServer server = server("deny;host=intern.example, [::1]")) {
            for (String host : new String[] {"intern.example", "INTERN.example:80", "intern.example.", "[::1]:80"}) {
                try (Client client = server.client()) {
                    assertThat(client.ask("GET / HTTP/1.1", "Host: " + host).status())
                            .as(host)
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void aMethodThatIsNoneIsRefusedWithTheRule() {
        assertThatThrownBy(() -> ShapingSyntax.checkFilter("deny;method=GET POST"))
                .hasMessage("not a method or header; write one such as PUT or X-Token, or *");
    }
}
