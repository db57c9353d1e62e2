package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @TempDir
    Path cwd;

    private Settings settings(String... args) {
        return new Sandbox(cwd).load(args).settings();
    }

    private String problem(String... args) {
        return new Sandbox(cwd).refusal(args).getMessage();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "30,30000", "500ms,500", "30s,30000", "2m,120000", "1h,3600000", "8760h,31536000000", "007,7000"
    })
    void durationsHaveAUnitOrAreSeconds(String text, long millis) {
        assertThat(settings("--keepalive", text).workers().keepalive()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1", "1.5", "1 s", "1d", "1S", "PT1S", "\u0661"})
    void otherTextsAreNoDurations(String text) {
        assertThat(problem("--keepalive", text))
                .isEqualTo("keepalive = \"" + text + "\" (--keepalive): not a duration; write 30 (seconds), \"30s\","
                        + " \"500ms\" or \"2m\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8761h", "99999999999999999999s", "999999999999h"})
    void aDurationIsAtMostAYear(String text) {
        assertThat(problem("--keepalive", text))
                .isEqualTo("keepalive = \"" + text + "\" (--keepalive): too long; write at most \"8760h\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1025", "1e3", "4.0", "99999999999", "0x10", " 4"})
    void otherTextsAreNoNumberOfWorkers(String text) {
        assertThat(problem("--workers", text))
                .isEqualTo("workers = \"" + text
                        + "\" (--workers): not a whole number from 1 to 1024, nor MIN:MAX of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"600", "0o600", "0800", "01000", "rw-------", "00000000600"})
    void permissionsAreOctalWithALeadingZero(String text) {
        assertThat(problem("--socket-mode", text))
                .isEqualTo("socket_mode = \"" + text + "\" (--socket-mode): not permissions in octal; write a text with"
                        + " a leading 0, \"0022\" to \"0777\"");
    }

    @Test
    void noPermissionsAreZeroInEveryNotation() {
        assertThat(settings("--umask", "0").server().umask()).contains(0);
        assertThat(settings("--umask", "000").server().umask()).contains(0);
    }

    @Test
    void flagsAreTrueOrFalseInAnyCase() {
        assertThat(new Sandbox(cwd)
                        .env("JUNICORN_RELOAD", "True")
                        .load()
                        .settings()
                        .app()
                        .reload())
                .isTrue();
        assertThat(new Sandbox(cwd).env("JUNICORN_RELOAD", "yes").problems())
                .containsExactly("reload = \"yes\" (JUNICORN_RELOAD): neither true nor false");
    }

    @Test
    void aChoiceNamesItsAlternatives() {
        assertThat(problem("--loglevel", "verbose"))
                .isEqualTo("loglevel = \"verbose\" (--loglevel): not one of debug, info, warning, error, critical");
        assertThat(problem("-k", "GTHREAD"))
                .isEqualTo("worker_class = \"GTHREAD\" (--worker-class): not one of sync, gthread, virtual");
    }

    @Test
    void theApplicationIsAPathOrAClassName() throws IOException {
        Files.createDirectory(cwd.resolve("exploded"));
        assertThat(app("org.example.Hello")).isEqualTo("org.example.Hello");
        assertThat(app("Hello")).isEqualTo("Hello");
        assertThat(app("exploded")).isEqualTo(cwd.resolve("exploded").toString());
        assertThat(app("target/hello.war"))
                .isEqualTo(cwd.resolve("target/hello.war").toString());
        assertThat(app("hello.WAR")).isEqualTo(cwd.resolve("hello.WAR").toString());
        assertThat(app("./a/../b")).isEqualTo(cwd.resolve("b").toString());
        assertThat(app("/srv/ROOT.war")).isEqualTo("/srv/ROOT.war");
    }

    private String app(String text) {
        return new Sandbox(cwd)
                .loadExactly("--app", text)
                .settings()
                .app()
                .app()
                .get(0)
                .app();
    }

    @Test
    void theContextPathOfTheRootIsEmptyForServlets() {
        assertThat(contextPath()).isEmpty();
        assertThat(contextPath("--context-path", "/")).isEmpty();
        assertThat(contextPath("--context-path", "/shop/eu")).isEqualTo("/shop/eu");
    }

    private String contextPath(String... options) {
        AppSettings apps = settings(options).app();
        return apps.contextPath(apps.app().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "/shop/", "//shop", "/a b", "/a?b", "/a/../b", "/..", "/%41"})
    void otherTextsAreNoContextPaths(String text) {
        assertThat(problem("--context-path", text))
                .isEqualTo("context_path = \"" + text + "\" (--context-path): not a context path; write / or /name");
    }

    @Test
    void aPatternStartsAtTheFolderWhateverItsName() throws IOException {
        Path odd = Files.createDirectory(cwd.resolve("a[1]"));
        String pattern = new Sandbox(odd)
                .load("--reload-extra-files", "*.yml")
                .settings()
                .app()
                .reloadExtraFiles()
                .get(0);
        assertThat(odd.getFileSystem().getPathMatcher("glob:" + pattern).matches(odd.resolve("x.yml")))
                .isTrue();
    }

    @Test
    void logsGoToAStandardStreamOrAFile() {
        assertThat(settings("--errorlog", "-").log().errorlog()).isEqualTo("-");
        assertThat(settings("--errorlog", "e.log").log().errorlog()).isEqualTo(cwd + "/e.log");
        assertThat(problem("--errorlog", "")).isEqualTo("errorlog = \"\" (--errorlog): empty; write a path");
    }

    @Test
    void theAccessLogFormatTakesGunicornsAtoms() {
        String format = "%(h)s %(l)s %(u)s %(t)s %(r)s %(m)s %(U)s %(q)s %(H)s %(s)s %(b)s %(B)s %(f)s %(a)s %(T)s"
                + " %(M)s %(D)s %(L)s %(p)s %({X-Id}i)s %({content-type}o)s %({HOME}e)s 100%%";
        assertThat(settings("--access-log-format", format).log().accessLogFormat())
                .isEqualTo(format);
    }

    @Test
    void theAccessLogFormatTakesTomcatsPatternsAndPresets() {
        for (String format : List.of("%h %l %u %t \"%r\" %s %b %{X-Id}i 100%%", "common", "combined", "json")) {
            assertThat(settings("--access-log-format", format).log().accessLogFormat())
                    .isEqualTo(format);
        }
    }

    @Test
    void unknownAtomsAreRefusedWithTheirPosition() {
        assertThat(problem("--access-log-format", "%(h)s %(z)s"))
                .isEqualTo("access_log_format = \"%(h)s %(z)s\" (--access-log-format): unknown atom %(z)s at character"
                        + " 7; known are h l u t r m U q H s b B f a T M D L p, {header}i, {header}o and {variable}e");
        assertThat(problem("--access-log-format", "%h %(s)s"))
                .isEqualTo(
                        "access_log_format = \"%h %(s)s\" (--access-log-format): a mix: gunicorn's atoms, as in"
                                + " %(h)s, begin at character 4 and Tomcat's patterns, as in %h, at character 1; use one of them");
        assertThat(problem("--access-log-format", " "))
                .isEqualTo(
                        "access_log_format = \" \" (--access-log-format): empty; write atoms as in %(h)s, patterns as"
                                + " in %h, or one of common, combined and json");
    }

    @Test
    void variablesOfWorkersNeedAName() {
        assertThat(problem("-e", "A=1", "-e", "s3cret"))
                .isEqualTo("raw_env (--raw-env): entry 2 has no name and \"=\" in front of its value; write KEY=VALUE");
        assertThat(problem("-e", "=s3cret"))
                .isEqualTo("raw_env (--raw-env): entry 1 has no name and \"=\" in front of its value; write KEY=VALUE");
        assertThat(problem("-e", "A=1", "-e", "A=2")).isEqualTo("raw_env (--raw-env): A is given twice");
    }

    @Test
    void anOpenQuoteInJavaOptionsIsRefusedWithoutShowingThem() {
        assertThat(problem("--java-opts", "-Dpassword='x"))
                .isEqualTo("java_opts (--java-opts): the quote at character 12 is not closed");
    }

    @Test
    void controlCharactersInAValueDoNotBreakTheMessage() {
        assertThat(problem("--workers", "1\n2\t\u0007"))
                .isEqualTo(
                        "workers = \"1\\n2\\t\\u0007\" (--workers): not a whole number from 1 to 1024, nor MIN:MAX of them");
    }

    @Test
    void aNameMustNotBeBlank() {
        assertThat(problem("--name", " ")).isEqualTo("proc_name = \" \" (--proc-name): empty");
    }

    @Test
    void aPathMustNotHoldNul() {
        assertThat(problem("--pid", "a\0b"))
                .isEqualTo("pidfile = \"a\\u0000b\" (--pidfile): not a path: Nul character not allowed");
    }
}
