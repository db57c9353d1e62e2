package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HttpBenchTest {
    @TempDir
    private Path top;

    @Test
    void aCellThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThat(run("--cells", "hello,helo"))
                .startsWith("2: helo: there is no such cell; there are hello, json, body-10k, ")
                .doesNotContain("\tat ");
    }

    @Test
    void aPlanThatMeasuresNothingIsRefused() {
        assertThat(run("--rounds", "0")).startsWith("2: there must be at least one round");
    }

    @Test
    void aFolderThatIsNoJdkIsRefused() {
        assertThat(run(top.toString())).isEqualTo("2: " + top + "/bin/java is not there; give the folder of a JDK\n");
    }

    @Test
    void whatHasNotBeenBuiltIsNamedWithTheCommandThatDoes() {
        assertThat(run())
                .isEqualTo(
                        "2: " + top
                                + "/launcher/target/launcher.jar is not there; build first, with: mvn -q -DskipTests package\n");
    }

    @Test
    void theDocumentHasAPlaceForTheReport() throws IOException {
        assertThat(Files.readString(Path.of("../../docs/performance.md")))
                .containsSubsequence("<!-- http:begin -->", "<!-- http:end -->")
                .containsSubsequence("<!-- growth:begin -->", "<!-- growth:end -->")
                .containsSubsequence("<!-- trouble:begin -->", "<!-- trouble:end -->");
    }

    /** @return the exit status, and what was said on stderr */
    private String run(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "--top";
        all[1] = top.toString();
        System.arraycopy(more, 0, all, 2, more.length);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int exit = new CommandLine(new HttpBench()).execute(all);
            return exit + ": " + said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(before);
        }
    }
}
