package org.junicorn.launcher.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmokeOptionsTest {
    private static final Path CWD = Path.of("/build");

    private static SmokeOptions parse(String... args) throws SmokeOptions.Misused {
        return SmokeOptions.parse(List.of(args), CWD);
    }

    private static List<String> problems(String... args) {
        return catchThrowableOfType(SmokeOptions.Misused.class, () -> parse(args))
                .problems();
    }

    @Test
    void whatIsNotItsOwnIsTheServers() throws SmokeOptions.Misused {
        SmokeOptions options = parse(
                "--workers",
                "2",
                "--check",
                "/=200",
                "-t",
                "5",
                "--timeout=90",
                "--check=/a=404",
                "--retry",
                "3s",
                "--report",
                "target/smoke.xml",
                "shop.war");
        assertThat(options.checks()).extracting(SmokeCheck::spelling).containsExactly("/=200", "/a=404");
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.retry()).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.report()).contains(Path.of("/build/target/smoke.xml"));
        assertThat(options.server().stream().flatMap(piece -> piece.words().stream()))
                .containsExactly("--workers", "2", "-t", "5", "shop.war");
    }

    @Test
    void withoutMoreItWaitsTwoMinutesAndAsksOnce() throws SmokeOptions.Misused {
        SmokeOptions options = parse("--check", "/=200");
        assertThat(options.timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.retry()).isZero();
        assertThat(options.report()).isEmpty();
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        assertThat(problems("--check", "x", "--timeout", "0", "--retry", "soon", "--report"))
                .containsExactly(
                        "--check \"x\": not PATH=STATUS, PATH=STATUS~TEXT or PATH=STATUS!~TEXT, such as /=200 or"
                                + " '/health=200~UP'; a path begins with /",
                        "--timeout \"0\": too short; write at least \"1s\"",
                        "--retry \"soon\": not a duration; write 30 (seconds), \"30s\", \"500ms\" or \"2m\"",
                        "--report: the value is missing");
        assertThat(problems("--check", "/=200", "--timeout", "5", "--timeout", "6"))
                .containsExactly("--timeout: given twice; give it once");
    }

    @Test
    void aTestWithoutAnyCheckIsAMistake() {
        assertThat(problems("shop.war"))
                .containsExactly("--check is missing; write what to ask for and the status to expect, such as"
                        + " --check /=200");
        assertThat(problems("--check", "--app", "shop.war")).containsExactly("--check: the value is missing");
    }

    @Test
    void helpNeedsNothingElse() throws SmokeOptions.Misused {
        assertThat(parse("--help").help()).isTrue();
        assertThat(parse("-h", "--check", "x").help()).isTrue();
        assertThat(SmokeOptions.USAGE.lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }
}
