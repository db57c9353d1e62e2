package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts, versions and other servers, as they are written. */
class RoutingTest {
    @TempDir
    Path cwd;

    private AppSettings apps(String... args) {
        return new Sandbox(cwd).loadExactly(args).settings().app();
    }

    private List<String> refusals(String... args) {
        return new Sandbox(cwd)
                .refusalExactly(args).problems().stream().map(Problem::message).toList();
    }

    @Test
    void anApplicationMayHaveAHostAWeightAndAName() {
        AppSettings apps = apps(
                "--app",
                "Shop.Example/=shop.war",
                "--app",
                "*.example.com/blog=blog.war",
                "--app",
                "/=old.war;weight=9",
                "--app",
                "/=new 2.war;weight=0;name=green");
        assertThat(apps.app().get(0))
                .isEqualTo(new Mount(
                        "shop.example", Optional.of("/"), cwd + "/shop.war", OptionalInt.empty(), Optional.empty()));
        assertThat(apps.app().get(3))
                .isEqualTo(
                        new Mount("", Optional.of("/"), cwd + "/new 2.war", OptionalInt.of(0), Optional.of("green")));
        assertThat(apps.app())
                .extracting(mount -> apps.place(mount).toString())
                .containsExactly("shop.example/", "*.example.com/blog", "/##old", "/##green");
    }

    @Test
    void aVersionAloneHasItsPathForItself() {
        AppSettings apps = apps("--app", "/=new.war;weight=5");
        assertThat(apps.place(apps.app().get(0))).hasToString("/");
    }

    @Test
    void versionsNeedWeightsAndNames() {
        assertThat(refusals("--app", "/=a/x.war;weight=1", "--app", "/=b/x.war;weight=1"))
                .singleElement()
                .asString()
                .endsWith(
                        ": two versions at / have the same name; give them names, as in /=app.war;weight=1;name=blue");
        assertThat(refusals("--app", "/=a.war;weight=0", "--app", "/=b.war;weight=0"))
                .singleElement()
                .asString()
                .endsWith(": no version at / has a weight of at least 1");
        assertThat(refusals("--app", "/=a.war;weight=x"))
                .containsExactly("app = \"/=a.war;weight=x\" (--app): weight is not a number from 0 to 9999");
        assertThat(refusals("--app", "a_host!/=a.war"))
                .containsExactly("app = \"a_host!/=a.war\" (--app): \"a_host!\" is not a name of a host");
    }

    @Test
    void theExamplesOfTheGuideAreSettings() throws IOException {
        String guide = Files.readString(Path.of("../docs/edge.md"));
        Matcher commands = Pattern.compile("```bash\njava -jar launcher.jar (.*?)```", Pattern.DOTALL)
                .matcher(guide.substring(guide.indexOf("## Routing")));
        int count = 0;
        for (; commands.find(); count++) {
            String[] words =
                    ShellWords.split(commands.group(1).replace("\\\n", " ")).toArray(String[]::new);
            assertThat(apps(words).app()).hasSizeGreaterThan(1);
        }
        assertThat(count).isEqualTo(2);
        Matcher file = Pattern.compile("```json\n(.*?proxy.*?)```", Pattern.DOTALL)
                .matcher(guide.substring(guide.indexOf("### Upstream servers")));
        assertThat(file.find()).isTrue();
        assertThat(new Sandbox(cwd)
                        .file("a.json", file.group(1))
                        .loadExactly("-c", "a.json")
                        .settings()
                        .routing()
                        .proxy())
                .hasSize(1);
    }

    @Test
    void hostsMustHaveApplications() {
        assertThat(refusals("--app", "a.example/=a.war", "--default-host", "b.example"))
                .containsExactly(
                        "default_host = \"b.example\" (--default-host): no application has this host; write one"
                                + " of a.example, or none");
        assertThat(refusals("--app", "a.war", "--host-aliases", "www.b.example=b.example"))
                .containsExactly("host_aliases = \"www.b.example=b.example\" (--host-aliases): no application has the"
                        + " host b.example; write one of those that app names, as in host.example/path=app.war");
        assertThat(refusals(
                        "--app",
                        "a.example/=a.war",
                        "--app",
                        "b.example/=a.war",
                        "--host-aliases",
                        "a.example=b.example"))
                .containsExactly(
                        "host_aliases = \"a.example=b.example\" (--host-aliases): a.example has applications of"
                                + " its own");
    }

    @Test
    void pathsOfOtherServersAreReadWhenTheServerStarts() {
        assertThat(refusals("a.war", "--proxy", "/api=127.0.0.1:9000"))
                .containsExactly("proxy = \"/api=127.0.0.1:9000\" (--proxy): \"127.0.0.1:9000\" is not an upstream"
                        + " server; write http://HOST:PORT, or https://HOST:PORT, with a path if there is one");
        assertThat(refusals("a.war", "--proxy", "/=http://127.0.0.1:9000"))
                .containsExactly("proxy = \"/=http://127.0.0.1:9000\" (--proxy): something else has the path /");
        assertThat(refusals("a.war", "--handlers-file", "none"))
                .containsExactly("handlers_file = \"none\" (--handlers-file): " + cwd + "/none does not exist");
        assertThat(refusals("a.war", "--version-cookie", "a b"))
                .containsExactly(
                        "version_cookie = \"a b\" (--version-cookie): not a name of a cookie (RFC 6265, 4.1.1)");
    }
}
