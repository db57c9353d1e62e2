package org.junicorn.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TestingGuideTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void theGuidesExampleIsTheTestThatASampleRuns() throws IOException {
        String test =
                Files.readString(ROOT.resolve("samples/hello/src/test/java/org/junicorn/samples/hello/HelloIT.java"));
        assertThat(Files.readString(ROOT.resolve("docs/testing.md")))
                .contains("```java\n" + test.substring(test.indexOf("import ")) + "```\n");
    }
}
