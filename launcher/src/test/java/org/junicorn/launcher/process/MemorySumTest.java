package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MemorySumTest {
    private static final long MEGABYTE = 1 << 20;
    private static final Path DOCS = Path.of("").toAbsolutePath().getParent().resolve("docs/sizing.md");

    private static MemorySum of(long megabytes, int jvms, int threads, String... options) {
        return MemorySum.of(megabytes * MEGABYTE, jvms, threads, List.of(options));
    }

    @Test
    void aWorkerIsTheSumOfItsParts() {
        MemorySum sum = of(8192, 5, 50);
        assertThat(sum.worker())
                .isEqualTo(sum.heap()
                        + sum.classes()
                        + sum.code()
                        + sum.threads() * sum.stack()
                        + sum.buffers()
                        + sum.rest());
        assertThat(sum.total()).isEqualTo(80 * MEGABYTE + 5 * sum.worker());
        assertThat(sum.threads()).isEqualTo(75);
    }

    @Test
    void heapsTakeThreeQuartersOfMuchMemoryAndLessWhereTheRestNeedsMore() {
        assertThat(of(8192, 5, 50).heap() / MEGABYTE).isEqualTo((8192 / 4 * 3 - 80) / 5);
        assertThat(of(1024, 2, 200).heap() / MEGABYTE).isLessThan((1024 / 4 * 3 - 80) / 2);
        for (long megabytes : List.of(1024, 1536, 2048, 4096, 65536)) {
            assertThat(of(megabytes, 3, 66).warning()).as(megabytes + " MB").isEmpty();
        }
    }

    @Test
    void whatTheUserLimitsCounts() {
        MemorySum sum = of(
                8192,
                3,
                16,
                "-Xmx1g",
                "-XX:MaxMetaspaceSize=100m",
                "-XX:ReservedCodeCacheSize=48m",
                "-Xss64k",
                "-XX:MaxDirectMemorySize=8m",
                "-Xmx512m");
        assertThat(List.of(sum.heap(), sum.classes(), sum.code(), sum.stack(), sum.buffers()))
                .containsExactly(512 * MEGABYTE, 100 * MEGABYTE, 48 * MEGABYTE, MEGABYTE / 16, 8 * MEGABYTE);
        assertThat(of(8192, 3, 16, "-Xss8m").stack()).isEqualTo(of(8192, 3, 16).stack());
        assertThat(of(8192, 3, 16, "-XX:ThreadStackSize=100").stack()).isEqualTo(100 * 1024);
        assertThat(of(8000, 3, 16, "-XX:MaxRAMPercentage=12.5").heap()).isEqualTo(1000 * MEGABYTE);
        assertThat(of(8000, 3, 16, "-XX:MaxRAM=4000m").heap()).isEqualTo(1000 * MEGABYTE);
    }

    @Test
    void theLinesSayTheSumAndWhatItIsMadeOf() {
        assertThat(of(4096, 3, 75, "-Xmx1g").lines(1, 0))
                .containsExactly(
                        "# memory: supervisor 80 MB + 3 workers x 1192 MB = 3655 MB of 4096 MB (1 of the workers only"
                                + " while others are replaced)",
                        "# a worker: heap 1024 MB + classes 64 MB + compiled code 40 MB + 100 threads x 160 kB +"
                                + " buffers 16 MB + rest 32 MB; see docs/sizing.md");
    }

    @Test
    void warnsOfMoreThanThereIs() {
        assertThat(of(2048, 3, 75, "-Xmx1g").lines(1, 0))
                .last()
                .isEqualTo("# warning: the workers may take 1607 MB more memory than there is; choose fewer workers or"
                        + " threads, or a smaller heap with java_opts = \"-Xmx...\"");
    }

    @Test
    void sparesAreNamed() {
        assertThat(of(8192, 5, 75).lines(1, 2))
                .first()
                .asString()
                .endsWith("(1 of the workers only while others are replaced, 2 spare)");
    }

    /** Each example: memory, workers that may run at a time, threads, options; then what is printed for them. */
    @Test
    void theExamplesOfTheDocumentAreRight() throws IOException {
        List<MatchResult> examples = Pattern.compile(
                        "<!-- (\\d+) MB, (\\d+) JVMs, (\\d+) threads(?:, (.*?))? -->\n```text\n(.*?)```",
                        Pattern.DOTALL)
                .matcher(Files.readString(DOCS))
                .results()
                .toList();
        assertThat(examples).hasSizeGreaterThan(1);
        for (MatchResult example : examples) {
            List<String> options = new ArrayList<>();
            if (example.group(4) != null) {
                options.addAll(List.of(example.group(4).split(" ")));
            }
            MemorySum sum = of(
                    Long.parseLong(example.group(1)),
                    Integer.parseInt(example.group(2)),
                    Integer.parseInt(example.group(3)),
                    options.toArray(String[]::new));
            assertThat(String.join("\n", sum.lines(1, 0)) + "\n").isEqualTo(example.group(5));
        }
    }
}
