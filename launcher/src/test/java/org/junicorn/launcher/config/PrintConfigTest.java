package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintConfigTest {

    @TempDir
    Path cwd;

    @Test
    void everySettingIsPrintedSortedWithItsOrigin() {
        LoadedSettings loaded = new Sandbox(cwd)
                .file("junicorn.json", "{\"workers\": 4, \"bind\": [\"a:1\", \"b:2\"]}")
                .env("JUNICORN_ACCESSLOG", "-")
                .load("-t", "9");
        assertThat(PrintConfig.lines(loaded))
                .isSorted()
                .hasSize(loaded.keys().size())
                .contains(
                        "accesslog = -  # JUNICORN_ACCESSLOG",
                        "app = demo.Hello  # argument",
                        "bind = a:1, b:2  # junicorn.json",
                        "context_path =  # default",
                        "graceful_timeout = 30s  # default",
                        "timeout = 9  # --timeout",
                        "workers = 4  # junicorn.json");
    }

    @Test
    void theEnvironmentOfWorkersIsMasked() {
        LoadedSettings loaded = new Sandbox(cwd)
                .file("junicorn.json", "{\"raw_env\": {\"DATABASE_URL\": \"jdbc:x:ann/s3cret\", \"LANG\": \"C\"}}")
                .load();
        assertThat(PrintConfig.lines(loaded)).contains("raw_env = DATABASE_URL=****, LANG=****  # junicorn.json");
        assertThat(loaded.text("raw_env")).isEqualTo("DATABASE_URL=jdbc:x:ann/s3cret, LANG=C");
    }

    @Test
    void secretsInJavaOptionsAreMasked() {
        LoadedSettings loaded = new Sandbox(cwd)
                .load(
                        "--java-opts",
                        "-Ddb.password=s3cret -Dx=y -javaagent:/a.jar=host=h,licenseKey=s3cret"
                                + " '-Dapi_token=two words'");
        assertThat(PrintConfig.lines(loaded))
                .contains("java_opts = -Ddb.password=**** -Dx=y -javaagent:/a.jar=host=h,licenseKey=****"
                        + " -Dapi_token=****  # --java-opts");
    }

    @Test
    void refusalsMaskSecretsToo() {
        assertThat(new Sandbox(cwd).refusal("--workers=password=s3cret"))
                .hasMessage(
                        "workers = \"password=****\" (--workers): not a whole number from 1 to 1024, nor MIN:MAX of them");
    }

    @Test
    void theSettingsThemselvesShowNoSecrets() {
        assertThat(new Sandbox(cwd)
                        .load("-e", "A=s3cret", "--java-opts=-Dpassword=s3cret")
                        .settings()
                        .toString())
                .doesNotContain("s3cret");
    }

    @Test
    void aLineEndInAValueDoesNotBreakTheLine() {
        assertThat(PrintConfig.lines(new Sandbox(cwd).load("--name", "a\nb")))
                .contains("proc_name = a\\nb  # --proc-name");
    }
}
