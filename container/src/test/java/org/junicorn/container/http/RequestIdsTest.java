package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junicorn.container.deploy.RequestIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RequestIdsTest {
    @TempDir
    Path folder;

    private static void echo(HttpServerExchange exchange) throws IOException {
        String id = exchange.getRequestHeaders().getFirst("X-Request-Id") + " "
                + RequestIdentity.of(exchange).orElse("none");
        exchange.getOutputStream().write(id.getBytes(UTF_8));
    }

    private static Client.Response ask(TestServer server, String... headers) throws IOException {
        try (Client client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n");
            for (String header : headers) {
                client.send(header + "\r\n");
            }
            client.send("\r\n");
            return client.read();
        }
    }

    @Test
    void aRequestWithoutAnIdGetsOneThatTheResponseNamesToo() throws Exception {
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some().requestIds("X-Request-Id").options()), RequestIdsTest::echo)) {
            Client.Response first = ask(server);
            assertThat(first.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(first.text()).isEqualTo(first.header("x-request-id") + " " + first.header("x-request-id"));
            assertThat(ask(server).header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
        }
    }

    @Test
    void anIdIsTakenOverFromATrustedPeerOnlyAndOnlyIfItIsOne() throws Exception {
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(
                        Shapes.some().requestIds("X-Request-Id", "127.0.0.0/8").options()),
                RequestIdsTest::echo)) {
            assertThat(ask(server, "X-Request-Id: shop-1.a:7").text()).isEqualTo("shop-1.a:7 shop-1.a:7");
            assertThat(ask(server, "X-Request-Id: <script>").header("x-request-id"))
                    .matches("[0-9a-f]{32}");
            assertThat(ask(server, "X-Request-Id: " + "a".repeat(129)).header("x-request-id"))
                    .matches("[0-9a-f]{32}");
        }
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .requestIds("X-Request-Id", "10.0.0.0/8", "::1")
                        .options()),
                RequestIdsTest::echo)) {
            assertThat(ask(server, "X-Request-Id: mine").text()).matches("([0-9a-f]{32}) \\1");
        }
    }

    @Test
    void aRefusedRequestHasAnIdAndSoHasItsLineInTheLog() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                                .requestIds("X-Request-Id", "127.0.0.1")
                                .options())
                        .accessLog(log, "json"),
                RequestIdsTest::echo)) {
            try (Client client = server.client()) {
                Client.Response refused = client.ask("TRACE / HTTP/1.1", "Host: h", "X-Request-Id: abc");
                assertThat(refused.status()).isEqualTo(405);
                assertThat(refused.header("x-request-id")).isEqualTo("abc");
            }
            await().untilAsserted(() -> assertThat(Files.readString(log)).contains(",\"request_id\":\"abc\",\"pid\":"));
        }
    }

    @Test
    void withoutTheSettingThereIsNone() throws Exception {
        try (TestServer server = TestServer.blocking(c -> c, RequestIdsTest::echo)) {
            Client.Response response = ask(server);
            assertThat(response.text()).isEqualTo("null none");
            assertThat(response.headers()).doesNotContainKey("x-request-id");
        }
    }
}
