package org.junicorn.launcher.config;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junicorn.launcher.admin.Metric;

/** The reference of metrics, made from their declarations. */
final class MetricsDoc {
    private MetricsDoc() {}

    static String table() {
        return Stream.of(Metric.values())
                .map(metric -> "| `" + metric.fullName() + "` | "
                        + metric.type().name().toLowerCase(Locale.ROOT) + " | "
                        + metric.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + " | " + metric.help() + " |\n")
                .collect(Collectors.joining("", "| Name | Type | Labels | Meaning |\n| --- | --- | --- | --- |\n", ""));
    }
}
