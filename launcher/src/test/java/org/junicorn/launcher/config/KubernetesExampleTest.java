package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests say what our settings say, and what they say of each other. */
class KubernetesExampleTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath().getParent().resolve("config-examples");

    @TempDir
    Path folder;

    private LoadedSettings load(Map<String, String> env, String... args) throws SettingsException {
        return new SettingsLoader(new FakeMachine()).load(List.of(args), env, folder);
    }

    private static List<JsonNode> yaml(String file) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (var documents = mapper.readerFor(JsonNode.class)
                .<JsonNode>readValues(
                        new YAMLFactory().createParser(FOLDER.resolve(file).toFile()))) {
            return documents.readAll();
        }
    }

    private static JsonNode manifest(String kind, String name) throws IOException {
        return yaml("kubernetes/shop.yaml").stream()
                .filter(document -> document.path("kind").asText().equals(kind)
                        && document.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static JsonNode container() throws IOException {
        return manifest("Deployment", "shop").at("/spec/template/spec/containers/0");
    }

    private static Stream<JsonNode> all(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static JsonNode named(JsonNode list, String name) {
        return all(list)
                .filter(each -> each.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing named " + name + " in " + list));
    }

    /** The pod's environment, with its secrets in a folder that is there. */
    private LoadedSettings settingsOfThePod() throws IOException, SettingsException {
        Map<String, String> env = new HashMap<>();
        for (JsonNode variable : container().path("env")) {
            env.put(
                    variable.path("name").asText(),
                    variable.path("value").asText().replace("/secrets/", folder + "/"));
        }
        for (String secret : List.of("admin-token", "redis-password")) {
            Files.writeString(folder.resolve(secret), "0123456789abcdef0123456789abcdef\n");
        }
        return load(env, "--app", "/opt/shop/shop.war");
    }

    @Test
    void thePodsEnvironmentAreSettings() throws Exception {
        LoadedSettings settings = settingsOfThePod();
        assertThat(settings.text("session_store"))
                .startsWith("redis://"
                        + manifest("Service", "redis").at("/metadata/name").asText() + ":"
                        + manifest("Service", "redis").at("/spec/ports/0/port").asText());
        assertThat(settings.text("bind"))
                .endsWith(":" + named(container().path("ports"), "http").path("containerPort"));
        assertThat(settings.text("admin_bind"))
                .endsWith(":" + named(container().path("ports"), "admin").path("containerPort"));
        assertThat(all(container().path("volumeMounts"))
                        .map(mount -> mount.path("mountPath").asText()))
                .contains(settings.text("work_dir"), "/secrets", "/tmp");
    }

    @Test
    void kubernetesIsMorePatientThanTheServer() throws Exception {
        LoadedSettings settings = settingsOfThePod();
        Duration drainDelay = Durations.parse(settings.text("drain_delay"));
        long grace = manifest("Deployment", "shop")
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asLong();
        long stop =
                drainDelay.plus(settings.settings().workers().gracefulTimeout()).toSeconds();
        assertThat(grace).isGreaterThanOrEqualTo(stop + 10);
        JsonNode ready = container().path("readinessProbe");
        assertThat(drainDelay.toSeconds())
                .as("not ready is noticed while the server still accepts")
                .isGreaterThan(ready.path("periodSeconds").asLong()
                        * ready.path("failureThreshold").asLong());
        JsonNode start = container().path("startupProbe");
        assertThat(start.path("periodSeconds").asLong()
                        * start.path("failureThreshold").asLong())
                .isGreaterThanOrEqualTo(120);
    }

    @Test
    void probesAskTheSupervisor() throws IOException {
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            JsonNode get = container().path(probe).path("httpGet");
            assertThat(get.path("port").asText()).as(probe).isEqualTo("admin");
            assertThat(get.path("path").asText())
                    .as(probe)
                    .isEqualTo(probe.equals("livenessProbe") ? "/livez" : "/readyz");
        }
    }

    @Test
    void selectorsAndPortsFitThePods() throws IOException {
        for (String name : List.of("shop", "redis")) {
            JsonNode deployment = manifest("Deployment", name);
            JsonNode labels = deployment.at("/spec/template/metadata/labels");
            assertThat(deployment.at("/spec/selector/matchLabels")).isEqualTo(labels);
            JsonNode service = manifest("Service", name);
            assertThat(service.at("/spec/selector")).isEqualTo(labels);
            named(
                    deployment.at("/spec/template/spec/containers/0/ports"),
                    service.at("/spec/ports/0/targetPort").asText());
        }
        assertThat(manifest("PodDisruptionBudget", "shop").at("/spec/selector/matchLabels"))
                .isEqualTo(manifest("Deployment", "shop").at("/spec/selector/matchLabels"));
        for (JsonNode mount : container().path("volumeMounts")) {
            named(
                    manifest("Deployment", "shop").at("/spec/template/spec/volumes"),
                    mount.path("name").asText());
        }
    }
}
