package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralAppsTest {
    @TempDir
    Path cwd;

    private Sandbox sandbox() {
        return new Sandbox(cwd);
    }

    private List<String> refusals(String... args) {
        return sandbox().refusalExactly(args).problems().stream()
                .map(Problem::message)
                .toList();
    }

    private Mount mount(String path, String app) {
        return new Mount(Optional.of(path), cwd.resolve(app).toString());
    }

    @Test
    void eachOptionIsAPathAndAnApplication() {
        AppSettings apps = sandbox()
                .loadExactly("--app", "/shop=shop.war", "--app", "/=a,b.war")
                .settings()
                .app();
        assertThat(apps.app()).containsExactly(mount("/shop", "shop.war"), mount("/", "a,b.war"));
        assertThat(apps.app()).extracting(apps::contextPath).containsExactly("/shop", "");
        assertThat(apps.effectiveFailFast()).isFalse();
    }

    @Test
    void aFileHoldsThemAsAnObjectOrAList() {
        List<Mount> expected = List.of(mount("/shop", "shop.war"), mount("/", "root.war"));
        assertThat(sandbox()
                        .file("a.json", "{\"app\": {\"/shop\": \"shop.war\", \"/\": \"root.war\"}}")
                        .loadExactly("-c", "a.json")
                        .settings()
                        .app()
                        .app())
                .isEqualTo(expected);
        assertThat(sandbox()
                        .file("b.json", "{\"app\": [\"/shop=shop.war\", \"/=root.war\"]}")
                        .loadExactly("-c", "b.json")
                        .settings()
                        .app()
                        .app())
                .isEqualTo(expected);
        assertThat(sandbox()
                        .file("c.properties", "app = /shop=shop.war\\n/=root.war\n")
                        .loadExactly("-c", "c.properties")
                        .settings()
                        .app()
                        .app())
                .isEqualTo(expected);
    }

    @Test
    void aFileWhoseNameHasAnEqualsSignIsAFile() throws IOException {
        Path odd = Files.createFile(cwd.resolve("a=b.war"));
        assertThat(sandbox()
                        .loadExactly("--app", odd.toString())
                        .settings()
                        .app()
                        .app())
                .containsExactly(new Mount(Optional.empty(), odd.toString()));
    }

    @Test
    void oneApplicationFailsTheStartAndOneOfSeveralDoesNot() throws IOException {
        Files.createDirectory(cwd.resolve("webapps"));
        assertThat(failFast("--app", "a.war")).isTrue();
        assertThat(failFast("--app", "/a=a.war")).isTrue();
        assertThat(failFast("--no-fail-fast", "--app", "a.war")).isFalse();
        assertThat(failFast("--app", "/a=a.war", "--app", "/b=b.war")).isFalse();
        assertThat(failFast("--app", "/a=a.war", "--app", "/b=b.war", "--fail-fast"))
                .isTrue();
        assertThat(failFast("--webapps", "webapps")).isFalse();
        assertThat(failFast("--webapps", "webapps", "--fail-fast")).isTrue();
    }

    private boolean failFast(String... args) {
        return sandbox().loadExactly(args).settings().app().effectiveFailFast();
    }

    @Test
    void severalApplicationsNeedPathsOfTheirOwn() {
        assertThat(refusals("--app", "a.war", "--app", "/b=b.war"))
                .containsExactly("app = \"a.war, /b=b.war\" (--app): " + cwd + "/a.war has no path; with several"
                        + " applications write /path=" + cwd + "/a.war");
        assertThat(refusals("--app", "/a=a.war", "--app", "/a=b.war"))
                .containsExactly(
                        "app = \"/a=a.war, /a=b.war\" (--app): two applications have the path /a; if they shall"
                                + " share its requests, give each a weight, as in /a=app.war;weight=1");
        assertThat(refusals("--app", "/a/=a.war"))
                .containsExactly("app = \"/a/=a.war\" (--app): not a context path; write / or /name");
    }

    @Test
    void theContextPathIsThatOfASingleApplication() throws IOException {
        Files.createDirectory(cwd.resolve("webapps"));
        assertThat(refusals("--context-path", "/x", "--app", "/a=a.war"))
                .containsExactly("context_path = \"/x\" (--context-path): the application has a path already; leave"
                        + " this out");
        assertThat(refusals("--context-path", "/x", "--webapps", "webapps"))
                .containsExactly("context_path = \"/x\" (--context-path): there may be several applications; leave"
                        + " this out, and give each its path with app");
    }

    @Test
    void aFolderOfApplicationsTakesThePlaceOfAnApplication() throws IOException {
        assertThat(refusals("--webapps", "none"))
                .containsExactly("webapps = \"none\" (--webapps): " + cwd + "/none does not exist");
        Files.createDirectory(cwd.resolve("webapps"));
        assertThat(sandbox()
                        .loadExactly("--webapps", "webapps")
                        .settings()
                        .app()
                        .app())
                .isEmpty();
        assertThat(refusals("--webapps", "webapps", "a.war"))
                .containsExactly("webapps = \"webapps\" (--webapps): app is given too; leave one of them out");
    }
}
