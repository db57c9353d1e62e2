package org.junicorn.bench.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junicorn.bench.Spread;

/** What {@link Growth} has found, as Markdown. */
final class GrowthReport {
    private final Map<Key, List<Point>> points = new LinkedHashMap<>();
    private final Map<Integer, List<Double>> atRest = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param closing whether each request has a connection of its own, of which there are so many at a time */
    record Key(int workers, int connections, boolean closing) {}

    /** @param supervisor percent of a core */
    record Point(double perSecond, double cpuMicros, double p50, double p99, double supervisor, long errors) {}

    void add(Key key, Point point) {
        points.computeIfAbsent(key, none -> new ArrayList<>()).add(point);
    }

    /** @param supervisor percent of a core while nothing is asked */
    void atRest(int workers, double supervisor) {
        atRest.computeIfAbsent(workers, none -> new ArrayList<>()).add(supervisor);
    }

    /** Something that a reader has to know. */
    void note(String text) {
        notes.add(text);
    }

    /** @param rate of the requests whose latency is measured */
    String markdown(String title, int rate) {
        StringBuilder text = new StringBuilder("### " + title + "\n\n");
        text.append("Latency at ")
                .append(String.format(Locale.ROOT, "%,d", rate))
                .append("/s.\n\n");
        text.append("| workers | connections | requests/s | CPU per request, µs | p50, ms | p99, ms |"
                + " supervisor, % of a core | errors |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        atRest.forEach((workers, resting) -> {
            text.append("| **").append(workers).append("** | none | | | | | ");
            text.append(spread(resting, each -> each, 2)).append(" | |\n");
            points.forEach((key, all) -> {
                if (key.workers() == workers) {
                    text.append("| ").append(key.workers()).append(" | ");
                    text.append(String.format(Locale.ROOT, "%,d", key.connections()));
                    text.append(key.closing() ? ", one for each request | " : " | ");
                    text.append(spread(all, Point::perSecond, 0)).append(" | ");
                    text.append(spread(all, Point::cpuMicros, 1)).append(" | ");
                    text.append(spread(all, Point::p50, 2)).append(" | ");
                    text.append(spread(all, Point::p99, 2)).append(" | ");
                    text.append(spread(all, Point::supervisor, 2)).append(" | ");
                    text.append(all.stream().mapToLong(Point::errors).sum()).append(" |\n");
                }
            });
        });
        notes.stream()
                .distinct()
                .forEach(note -> text.append("\n- ").append(note).append('\n'));
        return text.toString();
    }

    private static <T> String spread(List<T> all, ToDoubleFunction<T> figure, int digits) {
        return all.isEmpty()
                ? ""
                : Spread.of(all.stream().mapToDouble(figure).toArray()).text(digits);
    }
}
