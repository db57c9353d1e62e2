package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
    private static TestServer hello() throws IOException, DeploymentException {
        return TestServer.blocking(
                c -> c, exchange -> exchange.getOutputStream().write("hello".getBytes()));
    }

    @Test
    void answersSeveralRequestsOnOneConnection() throws Exception {
        try (TestServer server = hello();
                Client client = server.client()) {
            for (int i = 0; i < 100; i++) {
                Client.Response response = client.get("/" + i);
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.headers()).doesNotContainKey("connection");
            }
            assertThat(server.card().opened).hasValue(1);
            await().untilAtomic(server.card().finished, org.hamcrest.Matchers.is(100));
        }
    }
}
