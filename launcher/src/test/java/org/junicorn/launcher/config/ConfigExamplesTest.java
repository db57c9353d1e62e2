package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigExamplesTest {

    private static final Path FOLDER = Path.of("").toAbsolutePath().getParent().resolve("config-examples");

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("junicorn.schema.json"))
                    .sorted()
                    .toList();
        }
    }

    private static LoadedSettings load(String name) throws SettingsException {
        return new SettingsLoader(new FakeMachine().asRoot()).load(List.of("-c", name), Map.of(), FOLDER);
    }

    @Test
    void thereAreExamplesOfBothKinds() throws IOException {
        assertThat(examples())
                .containsExactly(
                        "behind-a-proxy.json",
                        "behind-a-proxy.properties",
                        "minimal.json",
                        "minimal.properties",
                        "production.json",
                        "production.properties");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleLoadsAndItsTwoKindsMeanTheSame(String name) throws SettingsException {
        String twin =
                name.endsWith(".json") ? name.replace(".json", ".properties") : name.replace(".properties", ".json");
        assertThat(load(name).settings()).isEqualTo(load(twin).settings());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theSchemaKnowsItsKeysAndTypes(String name) throws IOException {
        if (!name.endsWith(".json")) {
            return;
        }
        ObjectMapper mapper = new ObjectMapper();
        JsonNode schema =
                mapper.readTree(FOLDER.resolve("junicorn.schema.json").toFile()).get("properties");
        mapper.readTree(FOLDER.resolve(name).toFile()).properties().forEach(entry -> assertThat(
                        types(schema.path(entry.getKey())))
                .as(entry.getKey())
                .contains(
                        entry.getValue().isInt()
                                ? "integer"
                                : entry.getValue().getNodeType().name().toLowerCase(java.util.Locale.ROOT)));
    }

    private static List<String> types(JsonNode property) {
        return property.findValuesAsText("type");
    }
}
