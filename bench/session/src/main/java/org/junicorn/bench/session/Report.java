package org.junicorn.bench.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junicorn.bench.Spread;

/** What was measured on one JDK, as Markdown. Ratios are of the same round. */
final class Report {
    private final Map<Cell, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

    void add(Cell cell, String server, Sample sample) {
        samples.computeIfAbsent(cell, c -> new LinkedHashMap<>())
                .computeIfAbsent(server, s -> new ArrayList<>())
                .add(sample);
    }

    /** @param title of the run */
    String markdown(String title) {
        StringBuilder text = new StringBuilder("### " + title + "\n\n");
        text.append(
                "| | requests/s | of Tomcat, memory | CPU per request, µs | of Tomcat, memory | p50, ms | p99, ms |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
        samples.forEach((cell, servers) -> {
            text.append("| **").append(cell.title()).append("** | | | | | | |\n");
            servers.forEach((server, rounds) -> text.append(row(server, rounds, servers.get(Servers.TOMCAT))));
        });
        return text.toString();
    }

    private static String row(String server, List<Sample> rounds, List<Sample> tomcat) {
        long wrong = rounds.stream().mapToLong(Sample::wrong).sum();
        long requests = rounds.stream().mapToLong(Sample::requests).sum();
        String note = wrong == 0 ? "" : String.format(Locale.ROOT, " (%.1f %% wrong)", wrong * 100.0 / requests);
        return "| " + server + note + " | " + spread(rounds, Sample::perSecond, 0) + " | "
                + ratios(rounds, tomcat, Sample::perSecond) + " | " + spread(rounds, Sample::cpuMicros, 1) + " | "
                + ratios(rounds, tomcat, Sample::cpuMicros) + " | " + spread(rounds, Sample::p50, 2) + " | "
                + spread(rounds, Sample::p99, 2) + " |\n";
    }

    private static String ratios(List<Sample> rounds, List<Sample> tomcat, ToDoubleFunction<Sample> figure) {
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(tomcat.get(i));
        }
        return Spread.of(ratios).text(2);
    }

    private static String spread(List<Sample> rounds, ToDoubleFunction<Sample> figure, int digits) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray()).text(digits);
    }
}
