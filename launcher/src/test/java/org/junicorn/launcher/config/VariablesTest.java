package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junicorn.launcher.listen.BindAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariablesTest {

    @TempDir
    Path cwd;

    @Test
    void webConcurrencyIsTheDefaultOfWorkers() {
        LoadedSettings loaded = new Sandbox(cwd).env("WEB_CONCURRENCY", "3").load();
        assertThat(loaded.settings().workers().workers()).isEqualTo(WorkerCount.of(3));
        assertThat(loaded.origin("workers")).hasToString("WEB_CONCURRENCY");
    }

    @Test
    void portIsTheDefaultOfBindOnAllAddresses() {
        LoadedSettings loaded = new Sandbox(cwd).env("PORT", "5000").load();
        assertThat(loaded.settings().sockets().bind()).containsExactly(new BindAddress.Tcp("0.0.0.0", 5000));
        assertThat(loaded.origin("bind")).hasToString("PORT");
    }

    @Test
    void webConcurrencyAndPortReplaceTheFilesValuesAndOurOwnVariablesReplaceThem() {
        LoadedSettings loaded = new Sandbox(cwd)
                .env("WEB_CONCURRENCY", "3")
                .env("PORT", "5000")
                .file("junicorn.json", "{\"workers\": 2, \"bind\": \"localhost:1\"}")
                .load();
        assertThat(loaded.text("workers")).isEqualTo("3");
        assertThat(loaded.text("bind")).isEqualTo("0.0.0.0:5000");
        LoadedSettings own = new Sandbox(cwd)
                .env("WEB_CONCURRENCY", "3")
                .env("JUNICORN_WORKERS", "4")
                .load();
        assertThat(own.text("workers")).isEqualTo("4");
    }

    @Test
    void anEmptyWebConcurrencyCountsAsUnset() {
        LoadedSettings loaded =
                new Sandbox(cwd).env("WEB_CONCURRENCY", "").env("PORT", "").load();
        assertThat(loaded.origin("workers")).isEqualTo(Origin.DEFAULT);
        assertThat(loaded.origin("bind")).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void aWrongWebConcurrencyIsReportedUnderItsOwnName() {
        assertThat(new Sandbox(cwd)
                        .env("WEB_CONCURRENCY", "many")
                        .env("PORT", "http")
                        .problems())
                .containsExactlyInAnyOrder(
                        "workers = \"many\" (WEB_CONCURRENCY): not a whole number from 1 to 1024, nor MIN:MAX of them",
                        "bind = \"0.0.0.0:http\" (PORT): not a port; write a number from 0 to 65535 after the last"
                                + " colon");
    }

    @Test
    void anEmptyVariableEmptiesAListAndAnOptionalSetting() {
        LoadedSettings loaded = new Sandbox(cwd)
                .env("JUNICORN_ACCESSLOG", "")
                .env("JUNICORN_JAVA_OPTS", "")
                .file("junicorn.json", "{\"accesslog\": \"-\", \"java_opts\": [\"-Xmx1g\"]}")
                .load();
        assertThat(loaded.settings().log().accesslog()).isEmpty();
        assertThat(loaded.settings().workers().javaOpts()).isEmpty();
    }

    @Test
    void anEmptyVariableIsNoNumber() {
        assertThat(new Sandbox(cwd).env("JUNICORN_WORKERS", "").problems())
                .containsExactly(
                        "workers = \"\" (JUNICORN_WORKERS): not a whole number from 1 to 1024, nor MIN:MAX of them");
    }

    @Test
    void unknownVariablesWithOurPrefixAreRefusedWithASuggestion() {
        assertThat(new Sandbox(cwd)
                        .env("JUNICORN_WORKRS", "4")
                        .env("JUNICORN_PYTHONPATH", "x")
                        .env("JUNICORN_TMP_UPLOAD_DIR", "x")
                        .env("JUNICORN_LOG_LEVEL", "info")
                        .env("JUNICORN_CONFIG", "x.json")
                        .env("JUNICORN_workers", "4")
                        .env("JUNICORN_XYZZY", "4")
                        .problems())
                .containsExactly(
                        "JUNICORN_CONFIG: unknown setting; name the file with -c, which JUNICORN_CMD_ARGS may hold",
                        "JUNICORN_LOG_LEVEL: unknown setting; did you mean JUNICORN_LOGLEVEL?",
                        "JUNICORN_PYTHONPATH: unknown setting; did you mean JUNICORN_CLASS_PATH?",
                        "JUNICORN_TMP_UPLOAD_DIR: not supported by this version",
                        "JUNICORN_WORKRS: unknown setting; did you mean JUNICORN_WORKERS?",
                        "JUNICORN_XYZZY: unknown setting",
                        "JUNICORN_workers: unknown setting; did you mean JUNICORN_WORKERS?");
    }

    @Test
    void whatKubernetesSetsForAServiceOfOurNameIsPassedOver() {
        Sandbox sandbox = new Sandbox(cwd);
        for (String name : List.of(
                "JUNICORN_SERVICE_HOST",
                "JUNICORN_SERVICE_PORT",
                "JUNICORN_SERVICE_PORT_HTTP",
                "JUNICORN_PORT_8000_TCP",
                "JUNICORN_PORT_8000_TCP_ADDR",
                "JUNICORN_SHOP_PORT_8000_UDP_PROTO")) {
            sandbox.env(name, "x");
        }
        assertThat(sandbox.env("JUNICORN_PORT", "tcp://10.0.0.1:8000").load().settings())
                .isNotNull();
    }

    @Test
    void aPortUnderOurPrefixIsStillAMistake() {
        assertThat(new Sandbox(cwd).env("JUNICORN_PORT", "5000").problems())
                .containsExactly("JUNICORN_PORT: unknown setting");
    }

    @Test
    void variablesOfImagesAndOfWorkersAreNoSettings() {
        assertThat(new Sandbox(cwd)
                        .env("JUNICORN_VERSION", "1")
                        .env("JUNICORN_HOME", "/opt")
                        .env("JUNICORN_WORKER_SLOT", "2")
                        .env("JUNICORN_GENERATION", "2")
                        .load()
                        .settings())
                .isNotNull();
    }

    @Test
    void argumentsInTheEnvironmentMayNameTheFile() {
        LoadedSettings loaded = new Sandbox(cwd)
                .env("JUNICORN_CMD_ARGS", "-c other.json")
                .file("other.json", "{\"workers\": 5}")
                .load();
        assertThat(loaded.text("workers")).isEqualTo("5");
        assertThat(loaded.file()).contains(cwd.resolve("other.json"));
    }

    @Test
    void theCommandLinesFileGoesBeforeTheEnvironments() {
        LoadedSettings loaded = new Sandbox(cwd)
                .env("JUNICORN_CMD_ARGS", "-c missing.json")
                .file("other.json", "{\"workers\": 5}")
                .load("-c", "other.json");
        assertThat(loaded.text("workers")).isEqualTo("5");
    }

    @Test
    void wrongArgumentsInTheEnvironmentSayWhereTheyAre() {
        SettingsException refusal = new Sandbox(cwd)
                .env("JUNICORN_CMD_ARGS", "--workrs 4 --print-config --timeout")
                .refusal();
        assertThat(refusal)
                .hasMessage("--timeout (JUNICORN_CMD_ARGS): the value is missing\n"
                        + "--workrs (JUNICORN_CMD_ARGS): unknown option; did you mean --workers?\n"
                        + "--print-config (JUNICORN_CMD_ARGS): works only on the command line itself");
        assertThat(refusal.kind()).isEqualTo(Problem.Kind.USAGE);
    }

    @Test
    void anOpenQuoteInTheEnvironmentIsRefused() {
        assertThat(new Sandbox(cwd).env("JUNICORN_CMD_ARGS", "--name 'shop").problems())
                .containsExactly("JUNICORN_CMD_ARGS: the quote at character 8 is not closed");
    }
}
