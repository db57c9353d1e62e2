package org.junicorn.launcher.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.control.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvocationTest {
    @TempDir
    private Path folder;

    private Invocation parse(String line) throws CtlException {
        return Invocation.parse(List.of(line.split(" ")), Map.of(), folder);
    }

    @Test
    void understandsEachCommand() throws CtlException, IOException {
        assertThat(parse("show workers").request()).isEqualTo(Request.of("show workers"));
        assertThat(parse("worker add").request()).isEqualTo(Request.of("worker add"));
        assertThat(parse("worker add 3").request()).isEqualTo(new Request("worker add", Map.of("count", "3")));
        assertThat(parse("worker drain pid=7").request())
                .isEqualTo(new Request("worker drain", Map.of("worker", "pid=7")));
        assertThat(parse("shutdown quick").request()).isEqualTo(new Request("shutdown", Map.of("mode", "quick")));
        assertThat(parse("loglevel debug").request()).isEqualTo(new Request("loglevel", Map.of("level", "debug")));
        assertThat(parse("loglevel debug io.undertow").request())
                .isEqualTo(new Request("loglevel", Map.of("level", "debug", "logger", "io.undertow")));
        assertThat(parse("heap 2 h.hprof").request())
                .isEqualTo(new Request(
                        "heap",
                        Map.of(
                                "worker",
                                "2",
                                "file",
                                folder.toRealPath().resolve("h.hprof").toString())));
    }

    @Test
    void takesOptionsAnywhere() throws CtlException {
        Invocation invocation = parse("--json show -s a.sock workers --watch");
        assertThat(invocation.verb().words()).isEqualTo("show workers");
        assertThat(invocation.socket()).contains(folder.resolve("a.sock"));
        assertThat(invocation.json()).isTrue();
        assertThat(invocation.watch()).isTrue();
        Invocation reload = parse("reload --wait --timeout=90s --socket=/b");
        assertThat(reload.request().argument("wait")).isPresent();
        assertThat(reload.timeout()).contains(Duration.ofSeconds(90));
        assertThat(reload.socket()).contains(Path.of("/b"));
    }

    @Test
    void takesTheSocketFromTheEnvironmentUnlessItIsNamed() throws CtlException {
        Map<String, String> environment = Map.of("JUNICORN_CONTROL_SOCKET", "/env");
        assertThat(Invocation.parse(List.of("reload"), environment, folder).socket())
                .contains(Path.of("/env"));
        assertThat(Invocation.parse(List.of("reload", "-s", "/cli"), environment, folder)
                        .socket())
                .contains(Path.of("/cli"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shwo workers|unknown command \"shwo workers\"; did you mean \"show workers\"?",
                "workers|unknown command \"workers\"; did you mean \"show workers\"?",
                "stats|unknown command \"stats\"; did you mean \"show stats\"?",
                "worker drian 2|unknown command \"worker drian\"; did you mean \"worker drain\"?",
                "relod|unknown command \"relod\"; did you mean \"reload\"?",
                "dance|unknown command \"dance\"; see ctl --help",
                "worker kill|an argument is missing: worker kill ID; see ctl --help",
                "gc 1 2|an argument too many: gc ID; see ctl --help",
                "--json|a command is missing; see ctl --help",
                "show stats --wach|unknown option --wach; did you mean --watch?",
                "show stats -x|unknown option -x; see ctl --help",
                "gc 1 --watch|--watch goes with the commands that show something; see ctl --help",
                "gc 1 --wait|--wait goes with reload; see ctl --help",
                "reload --timeout 3|--timeout goes with reload --wait; see ctl --help",
                "reload --wait --timeout soon|--timeout: \"soon\" is no number of seconds; see ctl --help",
                "reload -s|-s: the value is missing; see ctl --help"
            })
    void saysWhatIsWrong(String line, String message) {
        assertThatExceptionOfType(CtlException.class)
                .isThrownBy(() -> parse(line))
                .withMessage(message)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void refusesAFileInAFolderThatDoesNotExist() {
        assertThatExceptionOfType(CtlException.class)
                .isThrownBy(() -> parse("heap 1 missing/h.hprof"))
                .withMessage("the folder " + folder.resolve("missing") + " does not exist");
    }

    @Test
    void theHelpNamesEachCommandAndFits() {
        assertThat(CtlHelp.text()).contains(Verb.ALL.stream().map(Verb::usage).toList());
        assertThat(CtlHelp.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }
}
