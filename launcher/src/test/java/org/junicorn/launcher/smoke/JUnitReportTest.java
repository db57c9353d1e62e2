package org.junicorn.launcher.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junicorn.launcher.smoke.Result.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the report as Maven reads those of surefire. */
class JUnitReportTest {
    private static final Instant BEGUN = Instant.parse("2026-03-01T10:20:30.456Z");

    @TempDir
    Path folder;

    private Path write(String log, Result... results) throws IOException {
        Path file = folder.resolve("reports/smoke.xml");
        new JUnitReport(List.of(results), BEGUN, log).write(file);
        return file;
    }

    private static Result result(String name, Outcome outcome, String detail) {
        return new Result(name, outcome, Duration.ofMillis(1250), detail);
    }

    @Test
    void surefiresParserFindsEveryStepWithItsOutcome() throws Exception {
        Path file = write(
                "log",
                result("start", Outcome.PASSED, "fine"),
                result("/a=200~<b>&\"c\"", Outcome.FAILED, "expected \"<b>\" & found ]]>"),
                result("/b=200", Outcome.BROKEN, "found no answer"),
                result("/c=200", Outcome.SKIPPED, "time over"));
        List<ReportTestSuite> suites = new TestSuiteXmlParser(new NullConsoleLogger()).parse(file.toString());
        assertThat(suites).hasSize(1);
        ReportTestSuite suite = suites.get(0);
        assertThat(suite.getFullClassName()).isEqualTo("junicorn.smoke");
        assertThat(List.of(
                        suite.getNumberOfTests(),
                        suite.getNumberOfFailures(),
                        suite.getNumberOfErrors(),
                        suite.getNumberOfSkipped()))
                .containsExactly(4, 1, 1, 1);
        assertThat(suite.getTestCases())
                .extracting(ReportTestCase::getName)
                .containsExactly("start", "/a=200~<b>&\"c\"", "/b=200", "/c=200");
        ReportTestCase failed = suite.getTestCases().get(1);
        assertThat(failed.hasFailure()).isTrue();
        assertThat(failed.getFailureMessage()).isEqualTo("expected \"<b>\" & found ]]>");
        assertThat(failed.getTime()).isEqualTo(1.25f);
        assertThat(suite.getTestCases().get(2).hasError()).isTrue();
        assertThat(suite.getTestCases().get(3).hasSkipped()).isTrue();
    }

    @Test
    void whatXmlCannotHoldIsReplaced() throws Exception {
        String text = Files.readString(write("a\u0007b\ud800c\u001b[31md", result("s", Outcome.FAILED, "\u0000")));
        assertThat(text)
                .contains("<system-err>a\ufffdb\ufffdc\ufffd[31md</system-err>", "message=\"\ufffd\"")
                .contains("timestamp=\"2026-03-01T10:20:30\"", "time=\"1.250\"");
    }

    @Test
    void aReportIsReplacedAndHasNoLogIfAllIsWell() throws IOException {
        write("log", result("start", Outcome.FAILED, "bad"));
        assertThat(Files.readString(write("", result("start", Outcome.PASSED, "fine"))))
                .contains("failures=\"0\"")
                .doesNotContain("system-err", "log");
    }
}
