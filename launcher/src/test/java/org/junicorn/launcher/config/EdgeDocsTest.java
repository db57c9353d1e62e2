package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings in docs/edge.md are settings. */
class EdgeDocsTest {
    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs/edge.md");

    @TempDir
    private Path cwd;

    @Test
    void everyExampleLoads() throws IOException {
        List<String> examples = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(examples).isNotEmpty();
        Files.writeString(cwd.resolve("ajp.secret"), "s3cret");
        for (String example : examples) {
            LoadedSettings loaded =
                    new Sandbox(cwd).file("junicorn.properties", example).load();
            assertThat(loaded.keys())
                    .as(example)
                    .anyMatch(key -> loaded.origin(key).layer() == Origin.Layer.FILE);
        }
    }
}
