package org.junicorn.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static Map<String, Object> sample() {
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("text", "a \"quoted\" \\ line\nbreak\ttab \u0001\u007f\u2028 é 😀 </script>");
        sample.put("number", -12L);
        sample.put("share", 0.25);
        sample.put("flag", true);
        sample.put("list", List.of("x", List.of(), Map.of()));
        return sample;
    }

    @Test
    void readsBackWhatItWrites() {
        assertThat(Json.read(Json.write(sample()))).isEqualTo(sample());
    }

    @Test
    void writesOneLineThatOthersRead() throws IOException {
        String line = Json.write(sample());
        assertThat(line).doesNotContain("\n", "\u007f", "\u2028").isEqualTo(line.replaceAll("\\p{Cntrl}", ""));
        Map<?, ?> read = new ObjectMapper().readValue(line, Map.class);
        assertThat(read.get("text")).isEqualTo(sample().get("text"));
        assertThat(read.get("number")).isEqualTo(-12);
        assertThat(read.get("share")).isEqualTo(0.25);
    }

    @Test
    void readsWhatOthersWrite() throws IOException {
        String pretty = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(sample());
        assertThat(Json.read(pretty)).isEqualTo(sample());
        assertThat(Json.read("\"\\u00e9\\/\\b\\f\\r\"")).isEqualTo("é/\b\f\r");
        assertThat(Json.read("1e3")).isEqualTo(1000.0);
    }

    @Test
    void leavesOutWhatIsEmptyOrNull() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("a", Optional.empty());
        members.put("b", Optional.of(1));
        assertThat(Json.write(members)).isEqualTo("{\"b\":1}");
        assertThat(Json.read("{\"a\":null,\"b\":[null,2]}")).isEqualTo(Map.of("b", List.of(2L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "[1 2]",
                "\"open",
                "\"\\x\"",
                "\"\\u12g4\"",
                "tru",
                "1.2.3",
                "-",
                "{} {}",
                "\"a\nb\"",
                "null",
                "99999999999999999999"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatIsTooDeep() {
        assertThatThrownBy(() -> Json.read("[".repeat(5000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not JSON: expected fewer levels at character 34");
    }
}
