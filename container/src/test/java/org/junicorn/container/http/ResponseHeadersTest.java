package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HttpString;
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
                                List.of("X-Frame-Options: DENY", "X-Frame-Options: SAMEORIGIN", "X-Own: ours"),
                                List.of("X-Powered-By"))
                        .options()),
                exchange -> {
                    exchange.getResponseHeaders().put(new HttpString("X-Own"), "theirs");
                    exchange.getResponseHeaders().put(new HttpString("X-Powered-By"), "JSP/4.0");
                    exchange.getOutputStream().write('x');
                })) {
            Client.Response response = server.get("/");
            assertThat(response.header("x-frame-options")).isEqualTo("DENY");
            assertThat(response.header("x-own")).isEqualTo("theirs");
            assertThat(response.headers()).doesNotContainKey("x-powered-by");
            assertThat(server.get("/%00").status()).isEqualTo(400);
            assertThat(server.get("/%00").header("x-frame-options"))
                    .as("of a refusal, too")
                    .isEqualTo("DENY");
        }
    }
}
