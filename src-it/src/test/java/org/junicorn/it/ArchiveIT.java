package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Class archives: of workers, when they are damaged, and of the supervisor, as docs/operations.md has it. */
class ArchiveIT {
    private static final Path DOCUMENT = Path.of("../docs/operations.md");

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void anArchiveThatWasCutShortIsMadeAnew() throws IOException {
        ServerProcess.Builder builder = servers.server().app(Wars.hello()).workDirElsewhere();
        Path work = builder.directory().resolve("work");
        ClassArchives.give(work);
        for (Path archive : files(work.resolve("archives"))) {
            byte[] whole = Files.readAllBytes(archive);
            Files.delete(archive); // a link to the one that all tests use
            Files.write(archive, Arrays.copyOf(whole, whole.length / 3));
        }
        ServerProcess server = builder.option("--work-dir", work).serve();
        Path made = Path.of(server.log().await("archive.made").field("file"));
        assertThat(made).isRegularFile();
        assertThat(server.log().events("worker.exited")).isEmpty();

        server.signal("HUP");
        server.log().await("reload.done");
        long worker = server.readyWorkers().get(1);
        assertThat(Files.readString(Path.of("/proc/" + worker + "/maps"))).contains(made.toString());
    }

    @Test
    void theDocumentedOptionsMakeTheSupervisorMapItsClasses() throws IOException {
        String command = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("java ") && line.contains("AutoCreateSharedArchive"))
                .findFirst()
                .orElseThrow();
        Path archive = servers.directory().resolve("supervisor.jsa");
        List<String> options = Stream.of(command.split(" "))
                .takeWhile(word -> !word.equals("-jar"))
                .skip(1)
                .map(word -> word.replace("/var/cache/junicorn/supervisor.jsa", archive.toString()))
                .toList();
        boolean twoSteps = Jdk.underTest().major() < 19;
        ServerProcess first = server(twoSteps ? inTwoSteps(options, "ArchiveClassesAtExit") : options);
        first.signal("TERM");
        assertThat(first.awaitExit()).isZero();
        assertThat(archive).isRegularFile();

        ServerProcess second = server(twoSteps ? inTwoSteps(options, "SharedArchiveFile") : options);
        assertThat(Files.readString(Path.of("/proc/" + second.pid() + "/maps"))).contains(archive.toString());
        second.signal("TERM");
        assertThat(second.awaitExit()).isZero();
        for (ServerProcess server : List.of(first, second)) {
            assertThat(server.output().lines()).isEmpty();
            assertThat(server.log().lines())
                    .allMatch(line -> LogEvent.parse(line).isPresent());
        }
    }

    private ServerProcess server(List<String> options) {
        return servers.server()
                .app(Wars.hello())
                .jvm(options.toArray(String[]::new))
                .serve();
    }

    private static List<String> inTwoSteps(List<String> options, String option) {
        return options.stream()
                .filter(word -> !word.equals("-XX:+AutoCreateSharedArchive"))
                .map(word -> word.replace("SharedArchiveFile", option))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
