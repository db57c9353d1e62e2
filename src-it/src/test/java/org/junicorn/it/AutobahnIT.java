package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The WebSocket protocol, by the suite that its implementers share. */
class AutobahnIT {
    private static final long MINUTES = 4;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void noCaseOfTheSuiteFails() throws Exception {
        Address address = servers.server()
                .app(Wars.sample("websocket").resolve("websocket.war"))
                .serve()
                .address();
        InetSocketAddress tcp = (InetSocketAddress) address.socket();
        Path output = servers.directory().resolve("autobahn.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        for (String opened : List.of("java.io", "java.lang", "java.net", "java.util", "sun.nio.ch")) {
            command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                AutobahnClient.class.getName(),
                "ws://" + tcp.getHostString() + ":" + tcp.getPort() + "/echo"));
        Process suite = new ProcessBuilder(command)
                // It writes its reports below the folder "target" of the current one.
                .directory(new File("").getAbsoluteFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(suite.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            suite.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(output)) {
            List<String> cases = lines.filter(line -> line.startsWith("case ")).toList();
            assertThat(cases).as("cases of the suite, of which there are 247").hasSizeGreaterThan(200);
            assertThat(cases).allSatisfy(line -> assertThat(line)
                    .containsPattern("behavior: (OK|NON_STRICT|INFORMATIONAL), behaviorClose: (OK|INFORMATIONAL)"));
        }
    }
}
