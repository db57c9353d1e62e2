package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Spring Boot application, deployed as a WAR. */
class SpringBootIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void springBootAnswersAlsoWhileItIsReloaded() throws IOException {
        Path war = Wars.sample("spring-boot").resolve("spring-boot.war");
        ServerProcess server = servers.server().app(war).workers(2).serve();
        assertThat(Http.get(server.address(), "/hello?name=reader").text()).contains("\"hello\":\"reader\"");
        assertThat(Http.get(server.address(), "/no-such-page").status()).isEqualTo(404);
        assertThat(upload(server.address())).contains("\"name\":\"a.txt\"", "\"bytes\":5");
        try (Load load = Load.on(server.address()).path("/hello").start()) {
            Reloads.reload(server);
            long soFar = load.answered();
            Await.until("answers by the new generation", () -> load.answered() > soFar + 200);
            load.stop().assertNoFailures();
        }
    }

    private static String upload(Address address) throws HttpFailure {
        String body = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n12345\r\n--limit--\r\n";
        try (Http.Connection connection = Http.Connection.open(address)) {
            return connection
                    .exchange(
                            "POST",
                            "/upload",
                            List.of("Content-Type: multipart/form-data; boundary=limit"),
                            body.getBytes(UTF_8))
                    .text();
        }
    }
}
