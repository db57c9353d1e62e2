package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules for requests reach the workers. */
class RequestRulesIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void anErrorAndTheLogNameTheSettingAndItsValue() throws HttpFailure {
        ServerProcess server = servers.server()
                .app(Wars.probe())
                .option("--limit-request-fields", "20")
                .option("--encoded-solidus", "decode")
                .option("--relaxed-query-chars", "|")
                .serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            assertThat(connection
                            .exchange("GET", "/pid?a|b", List.of("X-Some: 1"), new byte[0])
                            .status())
                    .isEqualTo(200);
            assertThat(connection
                            .exchange("GET", "/x/..%2Fpid", List.of(), new byte[0])
                            .status())
                    .isEqualTo(200);
            Http.Response refused = connection.exchange(
                    "GET", "/pid", List.of("A: 1\r\nB: 2\r\n".repeat(10).strip()), new byte[0]);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains(" header fields; limit_request_fields = 20");
        }
        assertThat(server.log().awaitLine(0, "limit_request_fields = 20")).contains("GET /pid refused: ");
    }
}
