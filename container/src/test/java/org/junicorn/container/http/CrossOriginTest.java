package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HttpString;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrossOriginTest {
    private static TestServer server(boolean credentials, String... origins) throws Exception {
        return TestServer.blocking(
                c -> c.shaping(Shapes.some().cors(credentials, origins).options()), exchange -> {
                    if (exchange.getRelativePath().equals("/own")) {
                        exchange.getResponseHeaders()
                                .put(new HttpString("Access-Control-Allow-Origin"), "https://elsewhere.example");
                    }
                    exchange.getOutputStream().write('x');
                });
    }

    private static Client.Response ask(TestServer server, String method, String path, String... headers)
            throws IOException {
        try (Client client = server.client()) {
            client.send(method + " " + path + " HTTP/1.1\r\nHost: shop.example\r\n" + String.join("\r\n", headers)
                    + (headers.length == 0 ? "\r\n" : "\r\n\r\n"));
            return client.read();
        }
    }

    @Test
    void anAllowedOriginMayReadTheResponseAndNoOtherOneGetsOne() throws Exception {
        try (TestServer server = server(true, "https://a.example", "https://*.b.example")) {
            Client.Response response = ask(server, "GET", "/", "Origin: https://a.example");
            assertThat(response.header("access-control-allow-origin")).isEqualTo("https://a.example");
            assertThat(response.header("access-control-allow-credentials")).isEqualTo("true");
            assertThat(response.header("access-control-expose-headers")).isEqualTo("X-Total");
            assertThat(response.header("vary")).isEqualTo("Origin");
            assertThat(ask(server, "GET", "/", "Origin: https://x.y.b.example").status())
                    .isEqualTo(200);
            for (String other : new String[] {
                "https://b.example",
                "https://.b.example",
                "https://evilb.example",
                "https://evil.example/.b.example",
                "https://evil.example:1.b.example",
                "http://a.example",
                "null"
            }) {
                Client.Response refused = ask(server, "GET", "/", "Origin: " + other);
                assertThat(refused.status()).as(other).isEqualTo(403);
                assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
                assertThat(refused.header("vary")).isEqualTo("Origin");
            }
            assertThat(ask(server, "DELETE", "/", "Origin: https://a.example").status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPreflightRequestIsAnsweredWithoutTheApplication() throws Exception {
        try (TestServer server = server(false, "https://a.example")) {
            Client.Response yes = ask(
                    server,
                    "OPTIONS",
                    "/",
                    "Origin: https://a.example",
                    "Access-Control-Request-Method: PUT",
                    "Access-Control-Request-Headers: x-token,content-type");
            assertThat(yes.status()).isEqualTo(200);
            assertThat(yes.text()).isEmpty();
            assertThat(yes.header("access-control-allow-origin")).isEqualTo("https://a.example");
            assertThat(yes.header("access-control-allow-methods")).isEqualTo("GET, PUT, OPTIONS");
            assertThat(yes.header("access-control-allow-headers")).isEqualTo("Content-Type, X-Token");
            assertThat(yes.header("access-control-max-age")).isEqualTo("1800");
            assertThat(yes.headers()).doesNotContainKey("access-control-allow-credentials");
            assertThat(ask(server, "OPTIONS", "/", "Origin: https://a.example", "Access-Control-Request-Method: DELETE")
                            .status())
                    .isEqualTo(403);
            assertThat(ask(
                                    server,
                                    "OPTIONS",
                                    "/",
                                    "Origin: https://a.example",
                                    "Access-Control-Request-Method: PUT",
                                    "Access-Control-Request-Headers: x-other")
                            .status())
                    .isEqualTo(403);
            assertThat(ask(server, "OPTIONS", "/", "Origin: https://a.example").text())
                    .as("no preflight request")
                    .isEqualTo("x");
        }
    }

    @Test
    void requestsOfTheSameOriginAndOfNoBrowserPass() throws Exception {
        try (TestServer server = server(false, "https://a.example")) {
            assertThat(ask(server, "DELETE", "/").status()).isEqualTo(200);
            // The scheme may be the proxy's.
            Client.Response own = ask(server, "DELETE", "/", "Origin: https://shop.example");
            assertThat(own.status()).isEqualTo(200);
            assertThat(own.headers()).doesNotContainKey("access-control-allow-origin");
            assertThat(own.header("vary")).isEqualTo("Origin");
        }
    }

    @Test
    void whatTheApplicationSaysItselfStands() throws Exception {
        try (TestServer server = server(false, "*")) {
            assertThat(ask(server, "GET", "/", "Origin: https://a.example").header("access-control-allow-origin"))
                    .isEqualTo("*");
            Client.Response own = ask(server, "GET", "/own", "Origin: https://a.example");
            assertThat(own.header("access-control-allow-origin")).isEqualTo("https://elsewhere.example");
            assertThat(own.headers()).doesNotContainKey("vary");
        }
    }
}
