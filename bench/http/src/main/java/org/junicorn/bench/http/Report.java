package org.junicorn.bench.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junicorn.bench.Spread;

/** What was measured on one JDK, as Markdown. Ratios are of the same round. */
final class Report {
    private final Results results;

    Report(Results results) {
        this.results = results;
    }

    /** @param title of the run */
    String markdown(String title) {
        StringBuilder text = new StringBuilder("### " + title + "\n");
        if (!results.samples().isEmpty()) {
            text.append(againstTheBetter()).append(cells());
        }
        if (!results.starts().isEmpty()) {
            text.append(starts());
        }
        return text.toString();
    }

    private String againstTheBetter() {
        StringBuilder text = new StringBuilder();
        results.samples()
                .forEach((cell, servers) -> servers.forEach((server, rounds) -> {
                    List<Sample> tomcat = results.samples(cell, Contestants.TOMCAT);
                    List<Sample> jetty = results.samples(cell, Contestants.JETTY);
                    if (server.startsWith(Contestants.JUNICORN)
                            && tomcat.size() == rounds.size()
                            && jetty.size() == rounds.size()) {
                        text.append("| " + cell.title() + " | " + server + " | "
                                + better(rounds, tomcat, jetty, Sample::perSecond, Math::max) + " | "
                                + better(rounds, tomcat, jetty, Sample::cpuMicros, Math::min) + " | "
                                + better(rounds, tomcat, jetty, Sample::p99, Math::min) + " |\n");
                    }
                }));
        if (text.isEmpty()) {
            return "";
        }
        return "\nAs a multiple of the better one of Tomcat and Jetty: more is better for requests, less for the others.\n\n"
                + "| | | requests/s | CPU per request | p99 |\n| --- | --- | --- | --- | --- |\n"
                + text;
    }

    private static String better(
            List<Sample> rounds,
            List<Sample> one,
            List<Sample> other,
            ToDoubleFunction<Sample> figure,
            BinaryOperator<Double> better) {
        return Spread.of(IntStream.range(0, rounds.size())
                        .mapToDouble(i -> figure.applyAsDouble(rounds.get(i))
                                / better.apply(figure.applyAsDouble(one.get(i)), figure.applyAsDouble(other.get(i))))
                        .toArray())
                .text(2);
    }

    private String cells() {
        StringBuilder text =
                new StringBuilder("\n| | requests/s | of Tomcat | CPU per request, µs | of Tomcat | p50, ms |"
                        + " p99, ms | p99.9, ms | errors |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Cell cell : Cell.values()) {
            Map<String, List<Sample>> servers = results.samples().getOrDefault(cell, Map.of());
            Map<String, String> failures = results.failures(cell);
            if (servers.isEmpty() && failures.isEmpty()) {
                continue;
            }
            text.append("| **").append(cell.title()).append("**");
            results.rate(cell).ifPresent(rate -> text.append(", latency at ")
                    .append(String.format(Locale.ROOT, "%,d", rate))
                    .append("/s"));
            text.append(" | | | | | | | | |\n");
            servers.forEach(
                    (server, rounds) -> text.append(row(server, rounds, results.samples(cell, Contestants.TOMCAT))));
            failures.forEach((server, reason) ->
                    text.append("| " + server + " | not measured: " + reason + " | | | | | | | |\n"));
        }
        return text.toString();
    }

    private static String row(String server, List<Sample> rounds, List<Sample> tomcat) {
        long errors = rounds.stream().mapToLong(Sample::errors).sum();
        long asked = rounds.stream().mapToLong(Sample::asked).sum();
        return "| " + server + " | " + spread(rounds, Sample::perSecond, 0) + " | "
                + ratios(rounds, tomcat, Sample::perSecond) + " | " + spread(rounds, Sample::cpuMicros, 1) + " | "
                + ratios(rounds, tomcat, Sample::cpuMicros) + " | " + spread(rounds, Sample::p50, 2) + " | "
                + spread(rounds, Sample::p99, 2) + " | " + spread(rounds, Sample::p999, 2) + " | " + errors
                + (errors == 0 ? "" : String.format(Locale.ROOT, " of %,d", asked)) + " |\n";
    }

    private static String ratios(List<Sample> rounds, List<Sample> tomcat, ToDoubleFunction<Sample> figure) {
        if (tomcat.size() != rounds.size()) {
            return "";
        }
        return Spread.of(IntStream.range(0, rounds.size())
                        .mapToDouble(i -> figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(tomcat.get(i)))
                        .toArray())
                .text(2);
    }

    private String starts() {
        StringBuilder text = new StringBuilder();
        results.starts().forEach((application, servers) -> {
            text.append("\n| ")
                    .append(application)
                    .append(" | first start, ms | later starts, ms | memory (PSS), MB | of Tomcat |"
                            + " after requests, MB | of Tomcat |\n| --- | --- | --- | --- | --- | --- | --- |\n");
            servers.forEach((server, all) -> {
                if (all.isEmpty()) {
                    return; // the first start was the only one that did not fail
                }
                Optional<Start> first = results.firstStart(application, server);
                List<Start> tomcat = servers.getOrDefault(Contestants.TOMCAT, List.of());
                text.append("| " + server + " | "
                        + first.map(start -> String.format(Locale.ROOT, "%.0f", start.millis()))
                                .orElse("")
                        + " | " + spread(all, Start::millis, 0) + " | " + spread(all, Start::pssMb, 0) + " | "
                        + ratio(all, tomcat, Start::pssMb) + " | " + spread(all, Start::usedMb, 0) + " | "
                        + ratio(all, tomcat, Start::usedMb) + " |\n");
            });
            results.startFailures(application)
                    .forEach((server, reason) ->
                            text.append("| " + server + " | not measured: " + reason + " | | | | | |\n"));
        });
        return text.toString();
    }

    private static String ratio(List<Start> all, List<Start> tomcat, ToDoubleFunction<Start> figure) {
        if (tomcat.isEmpty()) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%.2f",
                Spread.of(all.stream().mapToDouble(figure).toArray()).median()
                        / Spread.of(tomcat.stream().mapToDouble(figure).toArray())
                                .median());
    }

    private static <T> String spread(List<T> rounds, ToDoubleFunction<T> figure, int digits) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray()).text(digits);
    }
}
