package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples for other tools say of our settings, and of each other. That the tools take them is tested in src-it. */
class DeploymentExamplesTest {
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

    private static Stream<JsonNode> all(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Test
    void theImageRunsTheServerAsProcessOneWithoutRights() throws Exception {
        Map<String, List<String>> instructions = instructions(Files.readString(FOLDER.resolve("docker/Dockerfile")));
        assertThat(instructions.get("FROM")).containsExactly("eclipse-temurin:25-jre");
        assertThat(instructions.get("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
        List<String> entry = words(instructions.get("ENTRYPOINT").get(0));
        assertThat(entry).startsWith("java", "-jar");
        List<String> copied = instructions.get("COPY").stream()
                .map(copy -> copy.split(" ")[1])
                .toList();
        List<String> arguments = words(instructions.get("CMD").get(0));
        assertThat(copied).contains(entry.get(2), arguments.get(1));
        Map<String, String> env = new HashMap<>();
        for (String assignment : instructions.get("ENV").get(0).split(" ")) {
            String[] parts = assignment.split("=", 2);
            env.put(parts[0], parts[1]);
        }
        LoadedSettings settings = load(env, arguments.toArray(String[]::new));
        assertThat(settings.text("bind"))
                .endsWith(":" + instructions.get("EXPOSE").get(0));
        assertThat(instructions.get("VOLUME")).containsExactly(settings.text("work_dir"));

        List<String> admitted = Files.readAllLines(FOLDER.resolve("docker/.dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(instructions.get("COPY").stream().map(copy -> copy.split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(admitted);
    }

    /** The exec form is JSON; the shell form would be no array. */
    private static List<String> words(String json) throws IOException {
        return List.of(new ObjectMapper().readValue(json, String[].class));
    }

    private static Map<String, List<String>> instructions(String dockerfile) {
        Map<String, List<String>> instructions = new HashMap<>();
        for (String line : dockerfile
                .replaceAll("(?m)^\\s*#.*\\n", "")
                .replaceAll("\\\\\\n\\s*", "")
                .split("\\n")) {
            if (!line.isBlank()) {
                String[] parts = line.split("\\s+", 2);
                instructions
                        .computeIfAbsent(parts[0], name -> new ArrayList<>())
                        .add(parts[1].strip().replaceAll(" +", " "));
            }
        }
        return instructions;
    }

    @Test
    void theDefaultsOfTheAnsibleRoleAreSettings() throws Exception {
        JsonNode defaults =
                yaml("ansible/roles/junicorn/defaults/main.yml").get(0).path("junicorn_settings");
        Path file = folder.resolve("junicorn.json");
        new ObjectMapper().writeValue(file.toFile(), defaults);
        assertThat(load(Map.of(), "-c", file.toString()).text("workers")).isEqualTo("2");
    }

    @Test
    void theAnsibleRoleNotifiesOnlyHandlersThatItHas() throws IOException {
        List<String> handlers = all(yaml("ansible/roles/junicorn/handlers/main.yml")
                        .get(0))
                .map(handler -> handler.path("name").asText())
                .toList();
        assertThat(all(yaml("ansible/roles/junicorn/tasks/main.yml").get(0))
                        .map(task -> Optional.ofNullable(task.get("notify")))
                        .flatMap(Optional::stream)
                        .map(JsonNode::asText))
                .isNotEmpty()
                .isSubsetOf(handlers);
    }
}
