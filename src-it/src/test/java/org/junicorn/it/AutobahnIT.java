package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The WebSocket protocol, by the suite that its implementers share. */
class AutobahnIT {
    private static final long MINUTES = 20;
    private static final Pattern CASE = Pattern.compile("case \\[([\\d.]+)].*");
    private static final Pattern GOOD =
            Pattern.compile("behavior: (OK|NON_STRICT|INFORMATIONAL), behaviorClose: (OK|INFORMATIONAL)");

    @RegisterExtension
    final Servers servers = new Servers();

    /** Most cases give the server one second, through which a busy machine may sleep: they get a second chance. */
    @Test
    void noCaseOfTheSuiteFails() throws Exception {
        Address address = servers.server()
                .app(Wars.sample("websocket").resolve("websocket.war"))
                .serve()
                .address();
        List<String> cases = run(address, List.of());
        assertThat(cases).as("cases of the suite, of which there are 247").hasSizeGreaterThan(200);
        List<String> bad = bad(cases);
        assertThat(bad).hasSizeLessThan(20);
        if (!bad.isEmpty()) {
            List<String> names = bad.stream()
                    .map(CASE::matcher)
                    .filter(Matcher::matches)
                    .map(found -> found.group(1))
                    .toList();
            List<String> again = run(address, names);
            assertThat(again).as("once more, after %s", bad).hasSameSizeAs(bad);
            assertThat(bad(again)).as("twice, also %s", bad).isEmpty();
        }
    }

    private static List<String> bad(List<String> cases) {
        return cases.stream().filter(line -> !GOOD.matcher(line).find()).toList();
    }

    private List<String> run(Address address, List<String> cases) throws Exception {
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
        command.addAll(cases);
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
            return lines.filter(line -> line.startsWith("case ")).toList();
        }
    }
}
