package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ResponseHeadersTest {
    @Test
    void headersAreAddedWhereTheApplicationSaysNothingAndTakenOff() throws Exception {
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .headers(
                                List.of(
                                        "X-Frame-Options: DENY",
                                        "Link: </a>",
                                        "Link: </b>",
                                        "X-Own: ours",
                                        "X-Own: too"),
                                List.of("X-Powered-By"))
                        .options()),
                exchange -> {
                    exchange.getResponseHeaders().put(new HttpString("X-Own"), "theirs");
                    exchange.getResponseHeaders().put(new HttpString("X-Powered-By"), "JSP/4.0");
                    exchange.getOutputStream().write('x');
                })) {
            Client.Response response = server.get("/");
            assertThat(response.header("x-frame-options")).isEqualTo("DENY");
            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                                    + ((InetSocketAddress) server.address()).getPort() + "/"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .headers()
                            .allValues("link"))
                    .containsExactly("</a>", "</b>");
            assertThat(response.header("x-own")).isEqualTo("theirs");
            assertThat(response.headers()).doesNotContainKey("x-powered-by");
            assertThat(server.get("/%00").status()).isEqualTo(400);
            assertThat(server.get("/%00").header("x-frame-options"))
                    .as("of a refusal, too")
                    .isEqualTo("DENY");
        }
    }
}
