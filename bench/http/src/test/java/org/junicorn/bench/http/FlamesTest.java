package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class FlamesTest {
    @TempDir
    Path folder;

    @Test
    void equalStacksAreAddedUp() {
        Flames flames = new Flames();
        flames.add(List.of("main", "a", "b"), 2);
        flames.add(List.of("main", "a"), 1);
        flames.add(List.of("main", "a", "b"), 3);
        flames.add(List.of("main", "c"), 4);
        assertThat(flames.total()).isEqualTo(10);
        assertThat(flames.collapsed()).isEqualTo("main;a 1\nmain;a;b 5\nmain;c 4\n");
    }

    @Test
    void barsAreAsWideAsTheirShare() throws Exception {
        Flames flames = new Flames();
        flames.add(List.of("main", "left<init>"), 1);
        flames.add(List.of("main", "right"), 3);
        String svg = flames.svg("a & b", Flames.Kind.CPU);
        assertThat(svg)
                .contains("a &amp; b, 4 samples")
                .contains("<title>left&lt;init&gt;: 1 samples, 25.0%</title><rect x=\"0.0\"")
                .contains("<title>right: 3 samples, 75.0%</title><rect x=\"300.0\"")
                .containsPattern(Pattern.quote("width=\"899.5\""));
        Path file = Files.writeString(folder.resolve("flames.svg"), svg);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(document.getElementsByTagName("g").getLength()).isEqualTo(3);
    }

    @Test
    void whatARecordingSaysOfAllocationIsFound() throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "100000/s");
            recording.start();
            long sum = 0;
            for (int i = 0; i < 2000; i++) {
                sum += allocate(i).length;
            }
            assertThat(sum).isPositive();
            recording.stop();
            recording.dump(file);
        }
        assertThat(Flames.read(file, Flames.Kind.ALLOCATION).collapsed())
                .containsPattern("o\\.j\\.b\\.h\\.FlamesTest\\.allocate;new \\[[JL\\w].* \\d+\n");
    }

    private static long[] allocate(int seed) {
        long[] numbers = new long[20_000];
        numbers[seed] = seed;
        return numbers;
    }

    @Test
    void whatIsNoRecordingIsRefused() throws Exception {
        Path file = Files.writeString(
                folder.resolve("no.jfr"), "this is no recording, but a text of some length".repeat(9));
        assertThatThrownBy(() -> Flames.read(file, Flames.Kind.CPU)).isInstanceOf(IOException.class);
    }
}
