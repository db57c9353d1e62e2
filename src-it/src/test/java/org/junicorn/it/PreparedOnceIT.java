package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Spring Boot WAR with its many jars is unpacked and scanned once, for all workers and for all later starts. */
class PreparedOnceIT {
    private static final Path WAR = Wars.sample("spring-boot").resolve("spring-boot.war");

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aSecondStartWithTheSameWarScansNothing() throws IOException {
        try (ZipFile zip = new ZipFile(WAR.toFile())) {
            assertThat(zip.stream().filter(entry -> entry.getName().matches("WEB-INF/lib/.*\\.jar")))
                    .hasSizeGreaterThan(20);
        }
        Path work = servers.directory().resolve("shared-work");
        ServerProcess first = start(work);
        LogEvent prepared = onlyPreparation(first);
        assertThat(prepared.field("reused")).isEqualTo("false");
        Path model = work.resolve("apps").resolve(prepared.field("entry")).resolve("model");
        Object written = identity(model);
        first.close();

        ServerProcess second = start(work);
        LogEvent again = onlyPreparation(second);
        assertThat(again.field("reused")).isEqualTo("true");
        assertThat(again.field("entry")).isEqualTo(prepared.field("entry"));
        assertThat(identity(model)).isEqualTo(written);
        assertThat(Http.get(second.address(), "/hello?name=reader").text()).contains("\"hello\":\"reader\"");
    }

    /** One process has prepared the application, and two workers have deployed it. */
    private static LogEvent onlyPreparation(ServerProcess server) {
        assertThat(server.workers()).hasSize(2);
        assertThat(server.log().events("app.prepared")).hasSize(1);
        return server.log().events("app.prepared").get(0);
    }

    private static Object identity(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
    }

    private ServerProcess start(Path work) {
        return servers.server()
                .app(WAR)
                .workers(2)
                .workDirElsewhere()
                .option("--work-dir", work)
                .serve();
    }
}
