package org.junicorn.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom. Reads the sources: an import is enough to be found. */
class LayersTest {
    private static final Path LAUNCHER = Path.of("src/main/java/org/junicorn/launcher");
    private static final Path CONTAINER = Path.of("../container/src/main/java");

    @Test
    void theSupervisorKnowsNeitherProcessesNorUndertow() throws IOException {
        assertThat(linesWith(
                        LAUNCHER.resolve("supervisor"),
                        "import io.undertow",
                        "import org.xnio",
                        "java.lang.Process",
                        "ProcessBuilder",
                        "ProcessHandle",
                        "import org.junicorn.launcher.process",
                        "import com.sun.jna"))
                .isEmpty();
    }

    @Test
    void theContainerKnowsNothingOfTheLauncher() throws IOException {
        assertThat(linesWith(CONTAINER, "org.junicorn.launcher")).isEmpty();
    }

    @Test
    void onlyOnePackageTouchesSignals() throws IOException {
        assertThat(linesWith(LAUNCHER, "sun.misc.Signal").stream()
                        .filter(line -> !line.startsWith("signal/"))
                        .toList())
                .isEmpty();
    }

    private static List<String> linesWith(Path folder, String... words) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> lines(file)
                            .filter(line -> Stream.of(words).anyMatch(line::contains))
                            .map(line -> folder.relativize(file) + ": " + line))
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
