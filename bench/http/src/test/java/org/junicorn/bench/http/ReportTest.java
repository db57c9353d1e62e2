package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Results results = new Results();
    private final Report report = new Report(results);

    @Test
    void ratiosAreOfTheSameRound() {
        sample(Contestants.JUNICORN, 150, 10, 1);
        sample(Contestants.JUNICORN, 300, 10, 1);
        sample(Contestants.TOMCAT, 100, 20, 2);
        sample(Contestants.TOMCAT, 200, 20, 2);
        results.rate(Cell.HELLO, 12_000);

        assertThat(report.markdown("JDK 17"))
                .startsWith("### JDK 17\n")
                .contains("| **hello**, latency at 12,000/s | | | | | | | | |\n")
                .contains(
                        "| Junicorn | 225 (150 to 300) | 1.50 (1.50 to 1.50) | 10.0 (10.0 to 10.0) | 0.50 (0.50 to 0.50) |"
                                + " 0.50 (0.50 to 0.50) | 1.00 (1.00 to 1.00) | 2.00 (2.00 to 2.00) | 0 |\n");
    }

    @Test
    void junicornIsComparedWithTheBetterOneOfEachRound() {
        sample(Contestants.JUNICORN, 120, 12, 3);
        sample(Contestants.TOMCAT, 100, 20, 2);
        sample(Contestants.JETTY, 80, 8, 6);
        sample(Contestants.JUNICORN, 120, 12, 3);
        sample(Contestants.TOMCAT, 100, 20, 2);
        sample(Contestants.JETTY, 240, 12, 1);

        assertThat(report.markdown("JDK 17"))
                .contains("| hello | Junicorn | 0.85 (0.50 to 1.20) | 1.25 (1.00 to 1.50) | 2.25 (1.50 to 3.00) |\n");
    }

    @Test
    void withoutJettyThereIsNoBetterOne() {
        sample(Contestants.JUNICORN, 120, 12, 3);
        sample(Contestants.TOMCAT, 100, 20, 2);

        assertThat(report.markdown("JDK 17")).doesNotContain("the better one");
    }

    @Test
    void errorsAreSaidWithTheNumberOfRequests() {
        results.add(Cell.HELLO, Contestants.JETTY, new Sample(1, 1, 1, 1, 1, 3, 100_000));
        results.add(Cell.HELLO, Contestants.JETTY, new Sample(1, 1, 1, 1, 1, 4, 100_000));

        assertThat(report.markdown("JDK 17")).contains("| 7 of 200,000 |\n");
    }

    @Test
    void whatCouldNotBeMeasuredIsSaidWithTheReason() {
        sample(Contestants.TOMCAT, 100, 20, 2);
        results.fail(Cell.HELLO, Contestants.JETTY, "status 500");
        results.fail(Cell.HELLO, Contestants.JETTY, "another one");

        assertThat(report.markdown("JDK 17"))
                .contains("| Jetty | not measured: status 500 | | | | | | | |\n")
                .doesNotContain("another one");
    }

    @Test
    void theFirstStartIsAFigureOfItsOwn() {
        results.add("hello.war", Contestants.TOMCAT, new Start(900, 100, 200), true);
        results.add("hello.war", Contestants.TOMCAT, new Start(500, 110, 210), false);
        results.add("hello.war", Contestants.TOMCAT, new Start(700, 120, 220), false);
        results.add("hello.war", Contestants.JUNICORN, new Start(400, 230, 430), true);
        results.add("hello.war", Contestants.JUNICORN, new Start(300, 230, 430), false);

        assertThat(report.markdown("JDK 17"))
                .contains("\n| hello.war | first start, ms |")
                .contains("| Tomcat | 900 | 600 (500 to 700) | 115 (110 to 120) | 1.00 | 215 (210 to 220) | 1.00 |\n")
                .contains(
                        "| Junicorn | 400 | 300 (300 to 300) | 230 (230 to 230) | 2.00 | 430 (430 to 430) | 2.00 |\n");
    }

    @Test
    void aServerThatDoesNotStartIsSaidWithTheReason() {
        results.add("hello.war", Contestants.TOMCAT, new Start(900, 100, 200), true);
        results.failStart("hello.war", Contestants.TOMCAT, "Tomcat does not start:");
        results.failStart("hello.war", Contestants.JETTY, "Jetty does not start:");

        assertThat(report.markdown("JDK 17"))
                .contains("| Tomcat | not measured: Tomcat does not start: | | | | | |\n")
                .contains("| Jetty | not measured: Jetty does not start: | | | | | |\n");
    }

    @Test
    void serversStayInTheOrderOfTheFirstRound() {
        for (String server : List.of(Contestants.JUNICORN, Contestants.TOMCAT)) {
            results.add("hello.war", server, new Start(900, 100, 200), true);
        }
        for (String server : List.of(Contestants.TOMCAT, Contestants.JUNICORN)) {
            results.add("hello.war", server, new Start(900, 100, 200), false);
        }

        assertThat(report.markdown("JDK 17")).containsSubsequence("| Junicorn | 900", "| Tomcat | 900");
    }

    private void sample(String server, double perSecond, double cpu, double p99) {
        results.add(Cell.HELLO, server, new Sample(perSecond, cpu, p99 / 2, p99, p99 * 2, 0, 1000));
    }
}
