package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
    @TempDir
    private Path folder;

    @Test
    void drawsWhatWasMeasuredAlsoIfAServerLacksACell() throws IOException {
        Results results = new Results();
        results.add(Cell.HELLO, Contestants.TOMCAT, new Sample(1000, 20, 0.2, 1.5, 3, 0, 1000));
        results.add(Cell.HELLO, Contestants.JUNICORN, new Sample(1500, 10, 0.1, 0.9, 2, 0, 1500));
        results.add(Cell.JSP, Contestants.TOMCAT, new Sample(900, 30, 0.3, 70, 90, 0, 900));
        results.add("hello.war", Contestants.TOMCAT, new Start(900, 120, 140), false);

        List<Plots.Plot> plots = new Plots(results, folder.resolve("plots"), "jdk17").write();

        assertThat(plots)
                .extracting(plot -> plot.file().getFileName().toString())
                .containsExactly(
                        "jdk17-requests.png",
                        "jdk17-cpu.png",
                        "jdk17-p50.png",
                        "jdk17-p99.png",
                        "jdk17-start.png",
                        "jdk17-memory.png");
        for (Plots.Plot plot : plots) {
            BufferedImage image = ImageIO.read(plot.file().toFile());
            assertThat(colours(image)).as(plot.title()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void drawsRatiosToTomcatOnlyIfThereIsOne() throws IOException {
        Results results = new Results();
        results.add(Cell.HELLO, Contestants.JUNICORN, new Sample(1500, 10, 0.1, 0.9, 2, 0, 1500));

        assertThat(new Plots(results, folder, "jdk17").write())
                .extracting(Plots.Plot::title)
                .startsWith("Requests per second: more is better", "CPU per request, µs: less is better");

        results.add(Cell.HELLO, Contestants.TOMCAT, new Sample(1000, 20, 0.2, 1.5, 3, 0, 1000));
        assertThat(new Plots(results, folder, "jdk17").write())
                .extracting(Plots.Plot::title)
                .startsWith(
                        "Requests per second, of Tomcat's: more is better",
                        "CPU per request, of Tomcat's: less is better");
    }

    @Test
    void drawsNothingOfStartsThatAllFailed() throws IOException {
        Results results = new Results();
        results.failStart("hello.war", Contestants.TOMCAT, "no");

        assertThat(new Plots(results, folder, "jdk17").write()).isEmpty();
    }

    @Test
    void drawsNothingIfNothingWasMeasured() throws IOException {
        assertThat(new Plots(new Results(), folder.resolve("plots"), "jdk17").write())
                .isEmpty();
        try (var files = Files.list(folder.resolve("plots"))) {
            assertThat(files).isEmpty();
        }
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
