package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrowthReportTest {
    @Test
    void theSupervisorAtRestComesFirstThenWhatWasAsked() {
        GrowthReport report = new GrowthReport();
        report.atRest(2, 0.2);
        report.atRest(1, 0.1);
        report.add(new GrowthReport.Key(2, 64, true), new GrowthReport.Point(10_000, 40, 1, 2, 0.9, 3));
        report.add(new GrowthReport.Key(1, 10_000, false), new GrowthReport.Point(50_000, 10.25, 0.5, 1.5, 0.3, 0));
        report.note("a note");
        report.note("a note");
        assertThat(report.markdown("JDK 17", 12_000)
                        .replaceAll(" \\([^)]* to [^)]*\\)", "")
                        .lines())
                .containsExactly(
                        "### JDK 17",
                        "",
                        "Latency at 12,000/s.",
                        "",
                        "| workers | connections | requests/s | CPU per request, µs | p50, ms | p99, ms |"
                                + " supervisor, % of a core | errors |",
                        "| --- | --- | --- | --- | --- | --- | --- | --- |",
                        "| **1** | none | | | | | 0.10 | |",
                        "| 1 | 10,000 | 50000 | 10.3 | 0.50 | 1.50 | 0.30 | 0 |",
                        "| **2** | none | | | | | 0.20 | |",
                        "| 2 | 64, one for each request | 10000 | 40.0 | 1.00 | 2.00 | 0.90 | 3 |",
                        "",
                        "- a note");
    }
}
