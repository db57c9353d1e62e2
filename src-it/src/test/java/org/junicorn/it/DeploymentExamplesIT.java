package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples for other tools, taken by those tools; of the proxies' only the addresses are changed. */
class DeploymentExamplesIT {
    private static final Path EXAMPLES = Path.of(System.getProperty("it.samples"))
            .resolveSibling("config-examples")
            .normalize();

    @RegisterExtension
    final Servers servers = new Servers();

    private static String changed(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private String ran(String... command) {
        Run.Result result = Run.command(servers.directory(), command);
        assertThat(result.exit())
                .as(String.join(" ", command) + "\n" + result.output())
                .isZero();
        return result.output();
    }

    /** What our launcher makes of a configuration. */
    private String configOf(Path file) {
        return ran(
                Path.of(System.getProperty("it.java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("it.launcher"),
                "--print-config",
                "--config",
                file.toString());
    }

    @Test
    void nginxServesThroughItsExample() throws Exception {
        Path socket = servers.directory().resolve("app.sock");
        ServerProcess server = servers.probe()
                .bind("unix:" + socket)
                .option("--socket-mode", "0666")
                .serve();
        assertThat(servers.directory().toFile().setExecutable(true, false)).isTrue();
        String site = Files.readString(EXAMPLES.resolve("nginx/shop.conf"));
        site = changed(site, "unix:/run/shop/junicorn.sock", "unix:" + socket);
        site = changed(site, "listen 80;", "listen unix:" + Nginx.socket(servers.directory()) + ";");
        try (Nginx nginx = Nginx.serving(site, servers.directory());
                Load load = Load.on(nginx.address()).start()) {
            assertThat(Http.get(nginx.address(), "/big?bytes=3000000").bytes()).hasSize(3_000_000);
            assertThat(Http.get(nginx.address(), "/headers").text())
                    .contains("X-Forwarded-Proto: http")
                    .doesNotContain("Upgrade:");
            Reloads.reload(server);
            long soFar = load.answered();
            Await.until("answers by the new generation", () -> load.answered() > soFar + 50);
            load.stop().assertNoFailures();
            assertThat(nginx.log()).doesNotContain("[emerg]", "[warn]", "[error]");
        }
    }

    private ServerProcess behindHaProxy() {
        return servers.probe()
                .option("--admin-bind", "127.0.0.1:0")
                .option("--drain-delay", "3s")
                .serve();
    }

    private static String places(ServerProcess server) {
        Address admin = Address.parse(server.log().await("admin.listening").field("address"));
        return server.address().host() + " port " + admin.port();
    }

    @Test
    void haProxyServesThroughItsExampleAndNobodyNoticesTheStopOfOneMachine() throws Exception {
        ServerProcess first = behindHaProxy();
        ServerProcess second = behindHaProxy();
        String configuration = Files.readString(EXAMPLES.resolve("haproxy/haproxy.cfg"));
        configuration = changed(configuration, "bind :80\n", "bind unix@" + HaProxy.socket(servers.directory()) + "\n");
        configuration = changed(configuration, "10.0.0.11:8080", places(first));
        configuration = changed(configuration, "10.0.0.12:8080", places(second));
        configuration = changed(configuration, "check port 9000 inter 2s", "check inter 200ms");
        // By default an answer may take no longer than the time between two of them, and here that is short.
        configuration = changed(configuration, "timeout connect 5s\n", "timeout connect 30s\n    timeout check 30s\n");
        try (HaProxy proxy = HaProxy.with(configuration, servers.directory());
                Load load = Load.on(proxy.address()).start()) {
            assertThat(Http.get(proxy.address(), "/headers").text()).containsIgnoringCase("X-Forwarded-Proto: http");
            Await.until("some answers", () -> load.answered() > 50);
            first.signal("TERM");
            first.awaitExit();
            Await.until("HAProxy has noticed", () -> proxy.log().contains("Server shop/shop1 is DOWN"));
            long soFar = load.answered();
            Await.until("answers by the other machine", () -> load.answered() > soFar + 50);
            load.stop().assertNoFailures();
        }
    }

    @Test
    void haProxyTakesTheExampleAsItIs() {
        assertThat(ran(
                        "haproxy",
                        "-c",
                        "-f",
                        EXAMPLES.resolve("haproxy/haproxy.cfg").toString()))
                .contains("Configuration file is valid")
                .doesNotContain("WARNING");
    }

    @Test
    void ansibleUnderstandsTheRole() {
        String site = EXAMPLES.resolve("ansible/site.yml").toString();
        assertThat(ran("ansible-playbook", "--inventory", "shop1,", "--syntax-check", site))
                .contains("playbook: ");
        assertThat(ran("ansible-playbook", "--inventory", "shop1,", "--list-tasks", site))
                .contains("junicorn : The settings are in place", "junicorn : The service runs");
    }

    @Test
    void puppetUnderstandsTheModuleAndItsDefaultsAreSettings() throws IOException {
        Path module = EXAMPLES.resolve("puppet/junicorn");
        Path manifest = module.resolve("manifests/init.pp");
        ran("puppet", "parser", "validate", manifest.toString());
        ran(
                "puppet",
                "epp",
                "validate",
                module.resolve("templates/junicorn.service.epp").toString());
        String text = Files.readString(manifest);
        int begin = text.indexOf("$settings = {");
        String defaults = text.substring(text.indexOf('{', begin), text.indexOf('}', begin) + 1);
        Path file = servers.directory().resolve("junicorn.properties");
        Path rendered = servers.directory().resolve("rendered");
        ran(
                "bash",
                "-c",
                "puppet epp render \"$1\" --values \"$2\" > \"$3\"",
                "render",
                module.resolve("templates/junicorn.properties.epp").toString(),
                "{settings => " + defaults + "}",
                rendered.toString());
        Files.move(rendered, file);
        assertThat(Files.readAllLines(file)).contains("workers = 2", "graceful_timeout = 30s");
        assertThat(configOf(file)).contains("graceful_timeout");
    }

    @Test
    void rubyUnderstandsTheChefCookbookAndItsDefaultsAreSettings() throws IOException {
        Path cookbook = EXAMPLES.resolve("chef/junicorn");
        try (Stream<Path> files = Files.walk(cookbook)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".rb")).toList();
            assertThat(sources).hasSize(3);
            sources.forEach(
                    source -> assertThat(ran("ruby", "-wc", source.toString())).contains("Syntax OK"));
        }
        // Stands for Chef's attributes of a node: hashes in hashes.
        String json = ran(
                "ruby",
                "-rjson",
                "-e",
                "def default = ($all ||= Hash.new { |all, key| all[key] = {} })\n"
                        + "load ARGV[0]\nputs JSON.generate(default['junicorn']['settings'])",
                cookbook.resolve("attributes/default.rb").toString());
        Path file = Files.writeString(servers.directory().resolve("junicorn.json"), json);
        assertThat(configOf(file)).contains("graceful_timeout");
    }
}
