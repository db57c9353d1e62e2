package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application's own word on whether a worker is well. */
class HealthIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aWorkerIsNotReadyBeforeItAnswersAsItShould() {
        // A slow machine needs longer until the worker can be asked.
        for (int seconds = 4; ; seconds *= 4) {
            ServerProcess server = servers.probe()
                    .workers(1)
                    .option("--health-check", "/missing=200")
                    .option("--boot-timeout", seconds + "s")
                    .start();
            assertThat(server.awaitExit()).isEqualTo(3);
            assertThat(server.log().events("worker.ready")).isEmpty();
            List<LogEvent> trouble = server.log().events("worker.not_healthy_yet");
            if (!trouble.isEmpty()) {
                assertThat(trouble.get(0).field("detail")).isEqualTo("/missing answered 404, not 200");
                return;
            }
            assertThat(seconds).as("seconds in which no worker was asked").isLessThan(60);
        }
    }

    @Test
    void aWorkerThatIsNotWellAnyMoreIsReplacedButNotBeforeAnotherOneIs() throws IOException, HttpFailure {
        Path well = servers.directory().resolve("well");
        Files.createFile(well);
        ServerProcess server = servers.probe()
                .workers(1)
                .option("--health-check", "/hold?file=" + well)
                .option("--health-check-interval", "200ms")
                .option("--health-check-timeout", "1s")
                .option("--health-check-failures", "2")
                .serve();
        long first = server.readyWorkers().get(1);
        Files.delete(well);
        LogEvent event = server.log().await("worker.unhealthy");
        assertThat(event.field("reason")).contains("no answer within 1000 ms, 2 times in a row");
        server.log().await("worker.not_healthy_yet");
        assertThat(Proc.alive(first)).isTrue();
        assertThat(Http.get(server.address(), "/pid").text().trim()).contains(Long.toString(first));
        Files.createFile(well);
        LogEvent end = server.log().await("worker.exited");
        assertThat(end.field("reason")).startsWith("health check: /hold");
        assertThat(end.field("cause")).isEqualTo("unhealthy");
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }
}
