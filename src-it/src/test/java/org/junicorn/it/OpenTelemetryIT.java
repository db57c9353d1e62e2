package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent for tracing runs in each worker, and learns which one it is. */
class OpenTelemetryIT {
    /** As the agent of OpenTelemetry does, it reads the attributes when the JVM starts. */
    private static final String AGENT = """
            import java.nio.file.*;

            public final class Agent {
                public static void premain(String folder) throws Exception {
                    Files.writeString(Path.of(folder, ProcessHandle.current().pid() + ".txt"),
                            System.getenv("OTEL_SERVICE_NAME") + " " + System.getenv("OTEL_RESOURCE_ATTRIBUTES"));
                }
            }
            """;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void eachWorkersAgentKnowsItsSlotAndGeneration() throws Exception {
        Path told = Files.createDirectory(servers.directory().resolve("told"));
        ServerProcess server = servers.probe()
                .workers(2)
                .option("--java-opts", "-javaagent:" + agent() + "=" + told)
                .option("--env", "OTEL_SERVICE_NAME=shop")
                .option("--env", "OTEL_RESOURCE_ATTRIBUTES=deployment.environment=test")
                .serve();
        for (LogEvent spawned : server.log().events("worker.spawned")) {
            assertThat(told.resolve(spawned.number("pid") + ".txt"))
                    .hasContent("shop deployment.environment=test,junicorn.slot=" + spawned.number("slot")
                            + ",junicorn.generation=1");
        }
        assertThat(Http.get(server.address(), "/pid").status()).isEqualTo(200);
    }

    private Path agent() throws Exception {
        Path classes = Files.createDirectory(servers.directory().resolve("agent"));
        Path source = Files.writeString(classes.resolve("Agent.java"), AGENT);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--release", "17", "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "Agent");
        Path jar = servers.directory().resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry("Agent.class"));
            Files.copy(classes.resolve("Agent.class"), out);
        }
        return jar;
    }
}
