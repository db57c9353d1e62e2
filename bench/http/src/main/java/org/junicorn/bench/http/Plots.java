package org.junicorn.bench.http;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junicorn.bench.Spread;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The medians of one JDK as pictures. */
final class Plots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 420;
    private static final int MANY_LABELS = 8;
    private static final Color[] COLOURS = {
        new Color(0x1b6ca8), new Color(0xd9822b), new Color(0x6b9e3f), new Color(0x8d8d8d),
        new Color(0x7a4fa3), new Color(0xb8434e), new Color(0x3aa6a6), new Color(0xc2b23a)
    };

    private final Results results;
    private final Path folder;
    private final String name;

    /** @param name what the files' names begin with */
    Plots(Results results, Path folder, String name) {
        this.results = results;
        this.folder = folder;
        this.name = name;
    }

    /** A picture in its file, and what it shows. */
    record Plot(Path file, String title) {}

    /** Draws what was measured. Speed and CPU are those of Tomcat's, if that was measured. */
    List<Plot> write() throws IOException {
        Files.createDirectories(folder);
        boolean ratios =
                results.samples().values().stream().anyMatch(servers -> servers.containsKey(Contestants.TOMCAT));
        String unit = ratios ? ", of Tomcat's" : "";
        List<Optional<Plot>> plots = new ArrayList<>();
        plots.add(cells("requests", "Requests per second" + unit + ": more is better", Sample::perSecond, ratios));
        plots.add(cells(
                "cpu", "CPU per request" + (ratios ? unit : ", µs") + ": less is better", Sample::cpuMicros, ratios));
        plots.add(cells("p50", "Median latency at the same rate, ms: less is better", Sample::p50, false));
        plots.add(cells("p99", "99th percentile of latency at the same rate, ms: less is better", Sample::p99, false));
        plots.add(starts("start", "Start to the first answer, ms: less is better", Start::millis));
        plots.add(starts("memory", "Memory (PSS) after requests, MB: less is better", Start::usedMb));
        return plots.stream().flatMap(Optional::stream).toList();
    }

    private Optional<Plot> cells(String suffix, String title, ToDoubleFunction<Sample> figure, boolean ofTomcat)
            throws IOException {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        List<String> labels = new ArrayList<>();
        results.samples().forEach((cell, servers) -> {
            List<Sample> tomcat = servers.getOrDefault(Contestants.TOMCAT, List.of());
            if (ofTomcat && tomcat.isEmpty()) {
                return;
            }
            labels.add(cell.title());
            double unit = ofTomcat ? median(tomcat, figure) : 1;
            servers.forEach((server, rounds) -> bars.computeIfAbsent(server, s -> new LinkedHashMap<>())
                    .put(cell.title(), median(rounds, figure) / unit));
        });
        return draw(suffix, title, labels, bars, !ofTomcat);
    }

    private Optional<Plot> starts(String suffix, String title, ToDoubleFunction<Start> figure) throws IOException {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        Set<String> labels = new LinkedHashSet<>(results.starts().keySet());
        results.starts()
                .forEach((application, servers) -> servers.forEach((server, all) -> {
                    if (!all.isEmpty()) {
                        bars.computeIfAbsent(server, s -> new LinkedHashMap<>()).put(application, median(all, figure));
                    }
                }));
        return draw(suffix, title, List.copyOf(labels), bars, false);
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
        return Spread.of(all.stream().mapToDouble(figure).toArray()).median();
    }

    private Optional<Plot> draw(
            String suffix,
            String title,
            List<String> labels,
            Map<String, Map<String, Double>> bars,
            boolean logarithmic)
            throws IOException {
        if (bars.isEmpty()) {
            return Optional.empty();
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setSeriesColors(COLOURS);
        styler.setAvailableSpaceFill(0.8);
        styler.setXAxisLabelRotation(labels.size() > MANY_LABELS ? 45 : 0);
        if (logarithmic) {
            styler.setYAxisLogarithmic(true);
            styler.setYAxisMin(powerOfTenBelow(bars)); // or it begins at 0, where there is no logarithm
        }
        for (Map.Entry<String, Map<String, Double>> server : bars.entrySet()) {
            List<Double> heights = labels.stream()
                    .map(label -> server.getValue().get(label)) // null leaves the place empty
                    .toList();
            chart.addSeries(server.getKey(), labels, heights);
        }
        Path file = folder.resolve(name + "-" + suffix + ".png");
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        return Optional.of(new Plot(file, title));
    }

    private static double powerOfTenBelow(Map<String, Map<String, Double>> bars) {
        double least = bars.values().stream()
                .flatMap(heights -> heights.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(height -> height > 0)
                .min()
                .orElse(1);
        return Math.pow(10, Math.floor(Math.log10(least)));
    }
}
