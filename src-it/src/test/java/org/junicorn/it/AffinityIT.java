package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junicorn.it.Http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions with an attribute that cannot be stored: the worker that has it answers, whoever accepts. */
class AffinityIT {
    private static final Path WAR = Wars.sample("session").resolve("session.war");
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    @RegisterExtension
    final Servers servers = new Servers();

    /** One client, with a connection for each request. */
    private static final class Client {
        private final Address address;
        private String cookie = "";
        private String worker = "";

        Client(Address address) {
            this.address = address;
        }

        String post(String path, String form) throws HttpFailure {
            return ask("POST", path, form);
        }

        String get(String path) throws HttpFailure {
            return ask("GET", path, "");
        }

        private String ask(String method, String path, String form) throws HttpFailure {
            List<String> headers = new ArrayList<>(List.of(FORM, "Connection: close"));
            if (!cookie.isEmpty()) {
                headers.add("Cookie: " + cookie);
            }
            try (Http.Connection connection = Http.Connection.open(address)) {
                Response response = connection.exchange(method, path, headers, form.getBytes(UTF_8));
                assertThat(response.status()).as(response::text).isEqualTo(200);
                String given = response.header("set-cookie");
                if (given != null && !given.isEmpty()) {
                    cookie = given.replaceFirst(";.*", "");
                }
                worker = response.header("x-worker-pid");
                return response.text();
            }
        }
    }

    private ServerProcess serve(int workers, String gracefulTimeout) {
        return servers.server()
                .app(WAR)
                .workers(workers)
                .option("--session-affinity", "auto")
                .option("--graceful-timeout", gracefulTimeout)
                .serve();
    }

    @Test
    void oneWorkerAnswersEveryRequestOfASessionThatOnlyItHas() throws Exception {
        ServerProcess server = serve(3, "30s");
        Client client = new Client(server.address());
        assertThat(client.post("/objects", "seat=12")).contains("seat=12");
        String owner = client.worker;
        for (int i = 1; i <= 500; i++) {
            assertThat(client.post("/count", "")).isEqualTo("count=" + i + "\n");
            assertThat(client.worker).isEqualTo(owner);
        }
        assertThat(client.get("/objects")).contains("seat=12");
        server.log().awaitMessages(0, "the session attribute \"seat\"", 1);
    }

    @Test
    void theOldOwnerServesItsSessionsUntilItsTimeIsUp() throws Exception {
        ServerProcess server = serve(1, "10s");
        Client client = new Client(server.address());
        client.post("/objects", "seat=12");
        String owner = client.worker;
        int mark = server.log().mark();
        server.signal("HUP");
        LogEvent draining = server.log().awaitSince(mark, "worker.draining");
        Instant last = draining.time();
        while (client.get("/objects").contains("seat=12")) {
            assertThat(client.worker).isEqualTo(owner);
            last = Instant.now();
        }
        // It is told to leave at 9 s.
        assertThat(Duration.between(draining.time(), last)).isGreaterThan(Duration.ofSeconds(5));
        assertThat(client.worker).isNotEqualTo(owner);
        assertThat(client.post("/count", "")).isEqualTo("count=1\n");
        server.log().awaitSince(mark, "reload.done");
    }

    @Test
    void aKilledOwnerLosesWhatCouldNotBeStoredAndNothingElse() throws Exception {
        ServerProcess server = serve(2, "30s");
        Client client = new Client(server.address());
        client.post("/objects", "seat=12");
        assertThat(client.post("/count", "")).isEqualTo("count=1\n");
        ProcessHandle.of(Long.parseLong(client.worker)).orElseThrow().destroyForcibly();
        Await.until("the other worker's answer", () -> {
            try {
                return !client.get("/objects").contains("seat=12");
            } catch (HttpFailure e) {
                return false; // accepted by the one that dies
            }
        });
        assertThat(client.post("/count", "")).isEqualTo("count=2\n");
        client.post("/objects", "seat=13");
        for (int i = 0; i < 20; i++) {
            assertThat(client.get("/objects")).contains("seat=13");
        }
    }
}
