package org.junicorn.bench.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junicorn.bench.Spread;

/** What {@link Trouble} has found, as Markdown. */
final class TroubleReport {
    private final Map<Trouble.Kind, List<Result>> kept = new EnumMap<>(Trouble.Kind.class);
    private final Map<Trouble.Kind, List<Result>> opened = new EnumMap<>(Trouble.Kind.class);

    /** Latencies in milliseconds. */
    record Result(double p50, double p99, double p999, long errors, long asked) {}

    /**
     * @param onKept of requests on connections that stay
     * @param onOpened of requests on connections of their own
     */
    void add(Trouble.Kind kind, Result onKept, Result onOpened) {
        kept.computeIfAbsent(kind, none -> new ArrayList<>()).add(onKept);
        opened.computeIfAbsent(kind, none -> new ArrayList<>()).add(onOpened);
    }

    String markdown(String title, int perSecond, int newPerSecond) {
        StringBuilder text = new StringBuilder("### " + title + "\n\n");
        text.append("| four workers | p50, ms | p99, ms | of quiet | p99.9, ms | errors |\n"
                + "| --- | --- | --- | --- | --- | --- |\n");
        rows("**connections of the others**, " + perSecond + "/s", kept, text);
        rows("**new connections, of all**, " + newPerSecond + "/s", opened, text);
        return text.toString();
    }

    private static void rows(String title, Map<Trouble.Kind, List<Result>> results, StringBuilder text) {
        text.append("| ").append(title).append(" | | | | | |\n");
        List<Result> quiet = results.getOrDefault(Trouble.Kind.QUIET, List.of());
        results.forEach((kind, all) -> {
            long errors = all.stream().mapToLong(Result::errors).sum();
            long asked = all.stream().mapToLong(Result::asked).sum();
            text.append("| ").append(kind.meaning()).append(" | ");
            text.append(spread(all, Result::p50))
                    .append(" | ")
                    .append(spread(all, Result::p99))
                    .append(" | ");
            text.append(Spread.of(IntStream.range(0, all.size())
                            .mapToDouble(i -> all.get(i).p99() / quiet.get(i).p99())
                            .toArray())
                    .text(2));
            text.append(" | ").append(spread(all, Result::p999)).append(" | ");
            text.append(errors == 0 ? "0" : errors + " of " + asked).append(" |\n");
        });
    }

    private static String spread(List<Result> all, ToDoubleFunction<Result> figure) {
        return Spread.of(all.stream().mapToDouble(figure).toArray()).text(2);
    }
}
