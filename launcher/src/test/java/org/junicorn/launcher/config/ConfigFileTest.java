package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junicorn.launcher.listen.BindAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    Path cwd;

    private Sandbox json(String content) {
        return new Sandbox(cwd).file("junicorn.json", content);
    }

    @Test
    void jsonValuesMayBeNumbersBooleansListsAndObjects() {
        Settings settings = json("""
                        {
                          "$schema": "https://example.org/junicorn.schema.json",
                          "workers": 4,
                          "graceful_timeout": 10,
                          "reload": true,
                          "bind": ["a:1", "b:2"],
                          "java_opts": ["-Da=one two", "-Xmx1g"],
                          "raw_env": {"A": "1,2", "B": 3, "C": true}
                        }
                        """).load().settings();
        assertThat(settings.workers().workers()).isEqualTo(WorkerCount.of(4));
        assertThat(settings.workers().gracefulTimeout()).hasSeconds(10);
        assertThat(settings.app().reload()).isTrue();
        assertThat(settings.sockets().bind()).containsExactly(new BindAddress.Tcp("a", 1), new BindAddress.Tcp("b", 2));
        assertThat(settings.workers().javaOpts()).containsExactly("-Da=one two", "-Xmx1g");
        assertThat(settings.workers().rawEnv()).isEqualTo(Map.of("A", "1,2", "B", "3", "C", "true"));
    }

    @Test
    void theElementsOfAJsonListAreNotSplit() {
        assertThat(json("{\"reload_extra_files\": [\"/a,b\"]}")
                        .load()
                        .settings()
                        .app()
                        .reloadExtraFiles())
                .containsExactly("/a,b");
    }

    @Test
    void variablesOfWorkersMayBeAListToo() {
        assertThat(json("{\"raw_env\": [\"A=1\", \"B=x=y\"]}")
                        .load()
                        .settings()
                        .workers()
                        .rawEnv())
                .isEqualTo(Map.of("A", "1", "B", "x=y"));
    }

    @Test
    void propertiesSplitListsAtCommasAndLineEnds() {
        Settings settings =
                new Sandbox(cwd).file("junicorn.properties", """
                        # a comment
                        bind = a:1, \\
                               b:2
                        raw_env = A=1,2\\nB=3
                        proc_name = caf\u00e9
                        """).load().settings();
        assertThat(settings.sockets().bind()).hasToString("[a:1, b:2]");
        assertThat(settings.workers().rawEnv()).isEqualTo(Map.of("A", "1,2", "B", "3"));
        assertThat(settings.server().procName()).isEqualTo("caf\u00e9");
    }

    @Test
    void theFileIsFoundFromTheFolderOfTheCommandAndNotFromChdir() throws IOException {
        Files.createDirectories(cwd.resolve("app"));
        LoadedSettings loaded = new Sandbox(cwd)
                .file("other.json", "{\"chdir\": \"app\", \"pidfile\": \"pid\", \"bind\": \"unix:s\"}")
                .load("-c", "other.json");
        assertThat(loaded.directory()).isEqualTo(cwd.resolve("app"));
        assertThat(loaded.settings().server().pidfile()).contains(cwd.resolve("app/pid"));
        assertThat(loaded.settings().sockets().bind()).containsExactly(new BindAddress.Unix(cwd.resolve("app/s")));
    }

    @Test
    void syntaxErrorsCarryLineAndColumnAndNothingElseIsReported() {
        assertThat(json("{\n  \"workers\": 4,\n  \"threads\" 5\n}").problems())
                .containsExactly("junicorn.json, line 3, column 13: not JSON: Unexpected character ('5' (code 53)): was"
                        + " expecting a colon to separate field name and value");
        assertThat(json("{\n  // comment\n}").problems())
                .singleElement()
                .asString()
                .startsWith("junicorn.json, line 2, column 3: not JSON: ");
        assertThat(json("{\"workers\": 4").problems())
                .singleElement()
                .asString()
                .startsWith("junicorn.json, line 1, column 14: not JSON: ");
    }

    @Test
    void theFileMustBeOneObject() {
        assertThat(json("[]").problems())
                .containsExactly("junicorn.json, line 1, column 1: the file must hold one object, {\"app\": \u2026}");
        assertThat(json("").problems())
                .containsExactly("junicorn.json, line 1, column 1: the file must hold one object, {\"app\": \u2026}");
        assertThat(json("{} {}").problems())
                .containsExactly("junicorn.json, line 1, column 4: something follows the object's closing }");
    }

    @Test
    void repeatedKeysAreRefused() {
        assertThat(json("{\n  \"workers\": 4,\n  \"workers\": 5,\n  \"raw_env\": {\"A\": 1, \"A\": 2}\n}")
                        .problems())
                .containsExactly(
                        "junicorn.json, line 3, column 3: workers is given twice, first in line 2",
                        "junicorn.json, line 4, column 23: A is given twice in raw_env");
        remove("junicorn.json");
        assertThat(new Sandbox(cwd)
                        .file("junicorn.properties", "workers=4\nworkers=4\n")
                        .problems())
                .containsExactly("workers (junicorn.properties): given twice");
    }

    private void remove(String name) {
        assertThat(cwd.resolve(name).toFile().delete()).isTrue();
    }

    @Test
    void valuesOfTheWrongShapeAreRefused() {
        assertThat(json("{\"workers\": [1], \"bind\": {\"a\": 1}, \"timeout\": null, \"java_opts\": [[\"x\"]],"
                                + " \"socket_mode\": 660, \"reload\": {\"a\": 1}}")
                        .problems())
                .containsExactly(
                        "junicorn.json, line 1, column 47: timeout is null; leave it out to get the default",
                        "junicorn.json, line 1, column 67: java_opts is nested too deep; write texts, numbers, true or"
                                + " false there",
                        "reload (junicorn.json): a list or an object; write one value",
                        "bind (junicorn.json): an object; write a list or one value",
                        "socket_mode = \"660\" (junicorn.json): not permissions in octal; write a text with a leading 0,"
                                + " \"0022\" to \"0777\"",
                        "workers (junicorn.json): a list or an object; write one value");
    }

    @Test
    void unknownKeysAreRefusedWithASuggestion() {
        assertThat(json("""
                                {
                                  "graceful_timout": 1,
                                  "gracefulTimeout": 1,
                                  "worker-class": "sync",
                                  "log_level": "info",
                                  "wsgi_app": "a:b",
                                  "tmp_upload_dir": "x",
                                  "pre_fork": "x",
                                  "spew": true,
                                  "xyzzy": {"a": 1}
                                }
                                """).problems())
                .containsExactly(
                        "graceful_timout (junicorn.json): unknown setting; did you mean graceful_timeout?",
                        "gracefulTimeout (junicorn.json): unknown setting; did you mean graceful_timeout?",
                        "worker-class (junicorn.json): unknown setting; did you mean worker_class?",
                        "log_level (junicorn.json): unknown setting; did you mean loglevel?",
                        "wsgi_app (junicorn.json): unknown setting; did you mean app?",
                        "tmp_upload_dir (junicorn.json): not supported by this version",
                        "pre_fork (junicorn.json): a hook, and no setting; write it in Java (hooks_path) or name a command in"
                                + " exec_hooks",
                        "spew (junicorn.json): only for Python, it has no meaning here",
                        "xyzzy (junicorn.json): unknown setting");
    }

    @Test
    void twoFilesInTheFolderAreAmbiguous() {
        Sandbox sandbox = json("{}").file("junicorn.properties", "");
        assertThat(sandbox.problems())
                .containsExactly("junicorn.json and junicorn.properties both exist in " + cwd
                        + "; remove one, or choose one with -c");
        assertThat(sandbox.load("-c", "junicorn.json").file()).contains(cwd.resolve("junicorn.json"));
    }

    @Test
    void aFileThatCannotBeReadIsReportedAlone() throws IOException {
        Files.createDirectory(cwd.resolve("folder.json"));
        Files.write(cwd.resolve("latin.json"), "{\"proc_name\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
        Sandbox sandbox = new Sandbox(cwd).file("a.yaml", "").file("gunicorn.conf.py", "");
        assertThat(sandbox.problems("-c", "missing.json"))
                .containsExactly("missing.json: does not exist (" + cwd.resolve("missing.json") + ")");
        assertThat(sandbox.problems("-c", "folder.json")).containsExactly("folder.json: is a folder; name a file");
        assertThat(sandbox.problems("-c", "latin.json")).containsExactly("latin.json: is not UTF-8 text");
        assertThat(sandbox.problems("-c", "a.yaml"))
                .containsExactly("a.yaml: unknown kind of file; its name must end in .json or .properties");
        assertThat(sandbox.problems("-c", "gunicorn.conf.py"))
                .containsExactly("gunicorn.conf.py: Python files are not read; write the settings as JSON"
                        + " (junicorn.json) or as properties (junicorn.properties)");
    }

    @Test
    void aWrongEscapeInPropertiesIsReported() {
        assertThat(new Sandbox(cwd)
                        .file("junicorn.properties", "proc_name = \\u12\n")
                        .problems())
                .containsExactly("junicorn.properties: a \\u is not followed by four hexadecimal digits");
    }

    @Test
    void problemsOfEveryLayerAreReportedAtOnce() {
        assertThat(json("{\"graceful_timeout\": \"30 apples\", \"wrokers\": 2, \"max_requests_jitter\": 5}")
                        .env("JUNICORN_THREADS", "some")
                        .env("JUNICORN_TIMOUT", "3")
                        .problems("--backlog", "0", "--user", "ann"))
                .isEqualTo(List.of(
                        "JUNICORN_TIMOUT: unknown setting; did you mean JUNICORN_TIMEOUT?",
                        "wrokers (junicorn.json): unknown setting; did you mean workers?",
                        "backlog = \"0\" (--backlog): not a whole number from 1 to 65535",
                        "threads = \"some\" (JUNICORN_THREADS): not a whole number from 0 to 32767",
                        "graceful_timeout = \"30 apples\" (junicorn.json): not a duration; write 30 (seconds), \"30s\","
                                + " \"500ms\" or \"2m\"",
                        "max_requests_jitter = \"5\" (junicorn.json): has no effect without max_requests; set that too,"
                                + " or leave this out",
                        "user = \"ann\" (--user): only root can change the user; leave it out"));
    }
}
