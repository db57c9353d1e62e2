package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.listen.BindAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    @TempDir
    Path cwd;

    private Settings settings(String... args) {
        return new Sandbox(cwd).on(new FakeMachine().asRoot()).load(args).settings();
    }

    @Test
    void gunicornsShortOptionsWork() {
        Settings settings = settings(
                "-b",
                "localhost:1",
                "-w",
                "3",
                "-k",
                "sync",
                "-t",
                "9",
                "-p",
                "pid",
                "-u",
                "u",
                "-g",
                "g",
                "-m",
                "022",
                "-e",
                "A=1",
                "-n",
                "shop");
        assertThat(settings.sockets().bind()).containsExactly(new BindAddress.Tcp("localhost", 1));
        assertThat(settings.workers().workers()).isEqualTo(WorkerCount.of(3));
        assertThat(settings.workers().workerClass()).isEqualTo(WorkerClass.SYNC);
        assertThat(settings.workers().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.workers().rawEnv()).isEqualTo(Map.of("A", "1"));
        assertThat(settings.server().pidfile()).contains(cwd.resolve("pid"));
        assertThat(settings.server().user()).contains("u");
        assertThat(settings.server().group()).contains("g");
        assertThat(settings.server().umask()).contains(022);
        assertThat(settings.server().procName()).isEqualTo("shop");
    }

    @Test
    void gunicornsSpellingsOfOptionsWork() {
        Settings settings = settings(
                "--preload",
                "--reload-extra-file=a",
                "--keep-alive=1",
                "--env=A=1",
                "--pid=pid",
                "--name=shop",
                "--access-logfile=-",
                "--access-logformat=json",
                "--log-level=debug",
                "--log-file=-",
                "--worker-tmp-dir=.");
        assertThat(settings.app().preloadApp()).isTrue();
        assertThat(settings.app().reloadExtraFiles()).containsExactly(cwd + "/a");
        assertThat(settings.workers().keepalive()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.workers().rawEnv()).isEqualTo(Map.of("A", "1"));
        assertThat(settings.server().pidfile()).contains(cwd.resolve("pid"));
        assertThat(settings.server().procName()).isEqualTo("shop");
        assertThat(settings.server().workerTmpDir()).contains(cwd);
        assertThat(settings.log())
                .isEqualTo(new LogSettings(
                        "-",
                        LogLevel.DEBUG,
                        Optional.of("-"),
                        "json",
                        false,
                        LogFormat.TEXT,
                        new ByteSize(0),
                        RotationTime.NEVER,
                        7,
                        false,
                        Optional.empty()));
    }

    @Test
    void listsAreRepeatedOrSplit() {
        assertThat(settings("-b", "a:1", "-b", "b:2,c:3").sockets().bind()).hasToString("[a:1, b:2, c:3]");
        assertThat(settings("-e", "A=1,2", "-e", "B=x\ny").workers().rawEnv())
                .isEqualTo(Map.of("A", "1,2", "B", "x\ny"));
        assertThat(settings("--java-opts", "-Xmx1g -Da='b c'", "--java-opts=-Xss1m")
                        .workers()
                        .javaOpts())
                .containsExactly("-Xmx1g", "-Da=b c", "-Xss1m");
    }

    @Test
    void anOptionsValueMayBeginWithADash() {
        assertThat(settings("--java-opts", "-Xmx1g").workers().javaOpts()).containsExactly("-Xmx1g");
        assertThat(settings("--java-opts", "-Dx=y").workers().javaOpts()).containsExactly("-Dx=y");
        assertThat(settings("--java-opts", "-ea").workers().javaOpts()).containsExactly("-ea");
    }

    @Test
    void valuesAreTakenLiterally() {
        assertThat(settings("-n", "@file").server().procName()).isEqualTo("@file");
        assertThat(settings("-n", "\"quoted\"").server().procName()).isEqualTo("\"quoted\"");
        assertThat(settings("-n", "${user.name}").server().procName()).isEqualTo("${user.name}");
        assertThat(settings("-w4").workers().workers()).isEqualTo(WorkerCount.of(4));
        assertThat(settings("-w=4").workers().workers()).isEqualTo(WorkerCount.of(4));
    }

    @Test
    void everyFlagCanBeTurnedOff() {
        Sandbox sandbox = new Sandbox(cwd).file("junicorn.json", "{\"reload\": true, \"capture_output\": true}");
        Settings settings = sandbox.load("--no-reload", "--no-capture-output", "--no-preload")
                .settings();
        assertThat(settings.app().reload()).isFalse();
        assertThat(settings.app().preloadApp()).isFalse();
        assertThat(settings.log().captureOutput()).isFalse();
    }

    @Test
    void theApplicationIsTheArgumentOrAnOption() {
        assertThat(new Sandbox(cwd)
                        .loadExactly("--app", "x.war")
                        .settings()
                        .app()
                        .app())
                .containsExactly(new Mount(Optional.empty(), cwd + "/x.war"));
        LoadedSettings positional = new Sandbox(cwd).loadExactly("-w", "2", "x.war");
        assertThat(positional.settings().app().app()).containsExactly(new Mount(Optional.empty(), cwd + "/x.war"));
        assertThat(positional.origin("app")).hasToString("argument");
        assertThat(new Sandbox(cwd).loadExactly("--", "x.war").settings().app().app())
                .containsExactly(new Mount(Optional.empty(), cwd + "/x.war"));
    }

    @Test
    void theArgumentReplacesTheFilesApplication() {
        assertThat(new Sandbox(cwd)
                        .file("junicorn.json", "{\"app\": \"a.war\"}")
                        .loadExactly("b.war")
                        .text("app"))
                .isEqualTo("b.war");
    }

    @Test
    void aMissingApplicationIsAMissingValue() {
        SettingsException refusal = new Sandbox(cwd).refusalExactly();
        assertThat(refusal)
                .hasMessage("app is missing; name a .war file, the folder of an unpacked one, or a servlet class, as"
                        + " the argument or with --app, or a folder of applications with --webapps");
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void everyWrongOptionIsReportedAtOnce() {
        SettingsException refusal = new Sandbox(cwd)
                .refusal(
                        "--workrs",
                        "4",
                        "--worker_class",
                        "sync",
                        "--grace=5",
                        "-x",
                        "--xyzzy",
                        "--tmp-upload-dir",
                        "c",
                        "--forwarded-allow-ips=*",
                        "-R",
                        "--paste",
                        "p",
                        "--threads",
                        "many");
        assertThat(refusal.problems().stream().map(Problem::message))
                .containsExactly(
                        "--workrs: unknown option; did you mean --workers?",
                        "--worker_class: unknown option; did you mean --worker-class?",
                        "--grace: unknown option; did you mean --graceful-timeout?",
                        "-x: unknown option",
                        "--xyzzy: unknown option",
                        "--tmp-upload-dir: not supported by this version",
                        "-R: not supported by this version",
                        "--paste: only for Python, it has no meaning here",
                        "threads = \"many\" (--threads): not a whole number from 0 to 32767");
    }

    @Test
    void aWrongCommandLineAndAWrongValueEndDifferently() {
        assertThat(new Sandbox(cwd).refusal("--workers", "x").exitCode()).isEqualTo(ExitCode.CONFIG);
        assertThat(new Sandbox(cwd).refusal("--workrs", "4").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(new Sandbox(cwd).refusalExactly("demo.Hello", "--workers").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aMissingValueIsReported() {
        assertThat(new Sandbox(cwd).refusalExactly("demo.Hello", "-w")).hasMessage("--workers: the value is missing");
        assertThat(new Sandbox(cwd).refusalExactly("demo.Hello", "-w", "-t", "3"))
                .hasMessage("--workers: the value is missing, the option -t follows");
        assertThat(new Sandbox(cwd).refusalExactly("demo.Hello", "--java-opts", "--reload"))
                .hasMessage("--java-opts: the value is missing, the option --reload follows");
    }

    @Test
    void aFlagTakesNoValue() {
        assertThat(new Sandbox(cwd).refusal("--reload=false"))
                .hasMessage("--reload: takes no value; write --reload or --no-reload");
    }

    @Test
    void whatIsGivenTwiceIsRefused() {
        assertThat(new Sandbox(cwd)
                        .problems("-w", "2", "--workers", "3", "-c", "a", "-c", "b", "--reload", "--no-reload"))
                .contains(
                        "--workers: given 2 times; give it once",
                        "--config: given 2 times; give it once",
                        "--reload: given together with --no-reload");
    }

    @Test
    void aSecondArgumentIsRefused() {
        assertThat(new Sandbox(cwd).refusalExactly("a.war", "b.war"))
                .hasMessage("\"b.war\": a second argument without an option; only the application stands alone");
        assertThat(new Sandbox(cwd).refusalExactly("--app", "a.war", "b.war"))
                .hasMessage("\"b.war\": the application is also given with --app");
    }

    @Test
    void theModeIsWhatTheCommandLineAsksFor() {
        assertThat(new Sandbox(cwd).load("--check-config").mode()).isEqualTo(Mode.CHECK_CONFIG);
        assertThat(new Sandbox(cwd).load("--print-config").mode()).isEqualTo(Mode.PRINT_CONFIG);
        assertThat(new Sandbox(cwd).load("--print-config", "--check-config").mode())
                .isEqualTo(Mode.PRINT_CONFIG);
    }

    @Test
    void theVersionIsAnsweredWithoutAnApplication() {
        assertThat(new SettingsLoader(new FakeMachine()).answer(List.of("-v"), "1.2"))
                .contains("junicorn (version 1.2)\n");
        assertThat(new SettingsLoader(new FakeMachine()).answer(List.of("a.war"), "1.2"))
                .isEmpty();
    }

    @Test
    void theHelpFitsEightyColumnsAndNamesEveryOption() {
        String help = new SettingsLoader(new FakeMachine())
                .answer(List.of("--help"), "1.2")
                .orElseThrow();
        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(help)
                .startsWith("Usage: junicorn [OPTIONS] APP\n")
                .contains(
                        "  -w, --workers N|MIN:MAX\n        Number of worker JVMs that accept connections. 2:8 starts with two and\n")
                .contains("  --[no-]preload-app, --[no-]preload\n")
                .contains("  -k, --worker-class sync|gthread|virtual\n");
        for (Declaration declaration : new Declarations().all()) {
            assertThat(help).contains(declaration.option().substring(2));
        }
    }
}
