package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junicorn.container.PathRules;
import org.junicorn.container.PathRules.EncodedSolidus;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.RequestRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of a request's head and the rules of its path, over a socket. */
@Timeout(300)
class HeadLimitsTest {
    private static final RequestRules TOMCAT = RequestRules.ofTomcat();

    private static void path(HttpServerExchange exchange) throws IOException {
        exchange.getOutputStream().write(exchange.getRelativePath().getBytes());
    }

    private static TestServer server(RequestRules rules) throws Exception {
        return TestServer.blocking(c -> c.rules(rules), HeadLimitsTest::path);
    }

    private static RequestRules limits(RequestLimits limits) {
        return new RequestRules(limits, TOMCAT.paths(), TOMCAT.app());
    }

    private static RequestRules paths(EncodedSolidus solidus, boolean backslash) {
        return new RequestRules(TOMCAT.limits(), new PathRules(solidus, backslash, "", ""), TOMCAT.app());
    }

    private static Client.Response ask(TestServer server, String... lines) throws IOException {
        try (Client client = server.client()) {
            return client.ask(lines);
        }
    }

    private static String refusal(TestServer server, String... lines) throws IOException {
        Client.Response response = ask(server, lines);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.last()).isTrue();
        return response.text().replaceFirst("(?s).*<b>Message</b> (.*?)</p>.*", "$1");
    }

    private static String fields(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X" + i + ": 1").collect(Collectors.joining("\r\n"));
    }

    @Test
    void anErrorNamesTheLimitAndItsValue() throws Exception {
        try (TestServer server = server(TOMCAT)) {
            assertThat(refusal(server, "GET /" + "x".repeat(8200) + " HTTP/1.1", "Host: h"))
                    .isEqualTo("the request line has 8214 bytes; limit_request_line = 8190");
            assertThat(refusal(server, "GET / HTTP/1.1", "Host: h", "X-Big: " + "x".repeat(8200)))
                    .isEqualTo("the header field X-Big has 8209 bytes; limit_request_field_size = 8190");
            assertThat(refusal(server, "GET / HTTP/1.1", "Host: h", "A: " + "x".repeat(5000), "B: " + "x".repeat(5000)))
                    .isEqualTo("the request line and the header fields have 10035 bytes; max_http_header_size = 8192");
            assertThat(refusal(server, "GET / HTTP/1.1", "Host: h", fields(100)))
                    .isEqualTo("the request has 101 header fields; limit_request_fields = 100");
            assertThat(refusal(server, "GET / HTTP/1.1", "Host: h", "Cookie: " + "a=b;".repeat(200) + "c=d"))
                    .isEqualTo("the request has 201 cookies; max_cookie_count = 200");
            assertThat(refusal(server, "GET /?" + "a=b&".repeat(1000) + "c=d HTTP/1.1", "Host: h"))
                    .isEqualTo("the request has 1001 parameters; max_parameter_count = 1000");
        }
    }

    @Test
    void whatIsWithinTheLimitsPasses() throws Exception {
        try (TestServer server = server(TOMCAT)) {
            assertThat(ask(server, "GET /" + "x".repeat(8000) + " HTTP/1.1", "Host: h")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(server, "GET / HTTP/1.1", "Host: h", fields(99)).status())
                    .isEqualTo(200);
            assertThat(ask(server, "GET / HTTP/1.1", "Host: h", "Cookie: " + "a=b;".repeat(199) + "c=d")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(server, "GET /?" + "a=b&".repeat(999) + "c=d HTTP/1.1", "Host: h")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void limitsCanBeRaisedAndLifted() throws Exception {
        RequestLimits high = new RequestLimits(0, 0, 0, 100_000, 0, 0, 0, 0, 0, 0, 0);
        try (TestServer server = server(limits(high))) {
            assertThat(ask(server, "GET /" + "x".repeat(50_000) + " HTTP/1.1", "Host: h")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(server, "GET / HTTP/1.1", "Host: h", fields(5000)).text())
                    .isEqualTo("/");
            assertThat(ask(server, "GET /?" + "a=b&".repeat(20_000) + "c=d HTTP/1.1", "Host: h")
                            .status())
                    .isEqualTo(200);
            assertThat(ask(server, "GET / HTTP/1.1", "Host: h", "Cookie: " + "a=b;".repeat(500) + "c=d")
                            .status())
                    .isEqualTo(200);
            assertThat(refusal(server, "GET /" + "x".repeat(99_990) + " HTTP/1.1", "Host: h"))
                    .isEqualTo(
                            "the request line and the header fields have 100015 bytes; max_http_header_size = 100000");
        }
    }

    @Test
    void aHeadFarBeyondTheLimitsIsRefusedToo() throws Exception {
        try (TestServer server = server(TOMCAT)) {
            assertThat(ask(server, "GET / HTTP/1.1", "Host: h", "X: " + "x".repeat(80_000))
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REJECT, false, /a%2Fb, 400",
        "REJECT, false, /a%5Cb, 400",
        "DECODE, false, /a%2Fb, /a/b",
        "DECODE, false, /a%2f..%2Fb, /b",
        "DECODE, false, /%2F%2Fa, /a",
        "DECODE, false, /..%2Fa, 400",
        "DECODE, false, /a%5Cb, 400",
        "PASSTHROUGH, false, /a%2Fb, /a%2Fb",
        "PASSTHROUGH, false, /a%2fb%20c, /a%2fb c",
        "PASSTHROUGH, false, /a/..%2fb, /a/..%2fb",
        "REJECT, true, /a%5Cb, /a/b",
        "REJECT, true, /a/..%5cb, /b",
        "REJECT, true, /..%5Cb, 400",
        "REJECT, true, /a%2Fb, 400"
    })
    void anEscapedSeparatorIsWhatTheRulesSay(EncodedSolidus solidus, boolean backslash, String raw, String expected)
            throws Exception {
        try (TestServer server = server(paths(solidus, backslash))) {
            Client.Response response = ask(server, "GET " + raw + " HTTP/1.1", "Host: h");
            assertThat(response.status() == 200 ? response.text() : String.valueOf(response.status()))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a|b, /a|b raw /a%7Cb ",
        "/a|b?c|d={e}, /a|b raw /a%7Cb c%7Cd=%7Be%7D",
        "/a^b, 400",
        "/a{b}, 400",
        "/a?b=^, 400",
        "/plain?x=y, /plain raw /plain x=y"
    })
    void onlyCharactersThatAreAllowedMayBeSentUnescaped(String raw, String expected) throws Exception {
        RequestRules rules = new RequestRules(
                TOMCAT.limits(), new PathRules(EncodedSolidus.REJECT, false, "|", "|{}"), TOMCAT.app());
        try (TestServer server = TestServer.blocking(c -> c.rules(rules), exchange -> exchange.getOutputStream()
                .write((exchange.getRelativePath() + " raw " + exchange.getRequestURI() + " "
                                + exchange.getQueryString())
                        .getBytes()))) {
            try (Client client = server.client()) {
                for (int i = 0; i < 3; i++) {
                    Client.Response response = client.ask("GET " + raw + " HTTP/1.1", "Host: h");
                    String found = response.status() == 200 ? response.text() : String.valueOf(response.status());
                    assertThat(found.strip()).isEqualTo(expected.strip());
                    if (response.status() != 200) {
                        return;
                    }
                }
            }
        }
        try (TestServer server = server(TOMCAT)) {
            assertThat(ask(server, "GET " + raw + " HTTP/1.1", "Host: h").status())
                    .isEqualTo(raw.startsWith("/plain") ? 200 : 400);
        }
    }

    @Test
    void aBodyKeepsTheCharactersThatWouldBeEscapedInARequestLine() throws Exception {
        RequestRules rules =
                new RequestRules(TOMCAT.limits(), new PathRules(EncodedSolidus.REJECT, true, "|", "|"), TOMCAT.app());
        try (TestServer server = TestServer.blocking(c -> c.rules(rules), exchange -> exchange.getOutputStream()
                        .write(exchange.getInputStream().readAllBytes()));
                Client client = server.client()) {
            String body = "a|b ? c|d\n".repeat(5000);
            for (int i = 0; i < 3; i++) {
                client.send("POST /x\\y|z" + "|".repeat(2000)
                        + " HTTP/1.1\r\nHost: h|\r\nX: a|b\r\nContent-Length: ".replace("h|", "h") + body.length()
                        + "\r\n\r\n" + body);
                assertThat(client.read().text()).isEqualTo(body);
            }
        }
    }

    @Test
    void aRefusedSeparatorNamesTheSettingThatAllowsIt() throws Exception {
        try (TestServer server = server(TOMCAT)) {
            assertThat(ask(server, "GET /a%2fb HTTP/1.1", "Host: h").text())
                    .contains("the path has an escaped slash; with encoded_solidus = decode or passthrough it may");
            assertThat(ask(server, "GET /a%5cb HTTP/1.1", "Host: h").text())
                    .contains("the path has a backslash; with allow_backslash = true it may");
        }
    }
}
