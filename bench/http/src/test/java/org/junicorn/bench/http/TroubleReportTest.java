package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junicorn.bench.http.TroubleReport.Result;
import org.junit.jupiter.api.Test;

class TroubleReportTest {
    @Test
    void aTroubleIsComparedWithTheQuietOfTheSameRound() {
        TroubleReport report = new TroubleReport();
        report.add(Trouble.Kind.QUIET, new Result(0.1, 1, 2, 0, 1000), new Result(0.2, 2, 4, 0, 500));
        report.add(Trouble.Kind.FROZEN, new Result(0.1, 3, 5, 0, 1000), new Result(0.2, 8, 9, 1, 500));
        assertThat(report.markdown("JDK 17", 2000, 500)
                        .replaceAll(" \\([^)]* to [^)]*\\)", "")
                        .lines()
                        .skip(2))
                .containsExactly(
                        "| four workers | p50, ms | p99, ms | of quiet | p99.9, ms | errors |",
                        "| --- | --- | --- | --- | --- | --- |",
                        "| **connections of the others**, 2000/s | | | | | |",
                        "| quiet | 0.10 | 1.00 | 1.00 | 2.00 | 0 |",
                        "| one is frozen (SIGSTOP) | 0.10 | 3.00 | 3.00 | 5.00 | 0 |",
                        "| **new connections, of all**, 500/s | | | | | |",
                        "| quiet | 0.20 | 2.00 | 1.00 | 4.00 | 0 |",
                        "| one is frozen (SIGSTOP) | 0.20 | 8.00 | 4.00 | 9.00 | 1 of 500 |");
    }
}
