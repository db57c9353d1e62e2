package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkGrammarTest {
    private static void read(String body) throws IOException {
        ChunkGrammar grammar = new ChunkGrammar();
        for (byte b : body.replace("_", "\r\n").getBytes(StandardCharsets.ISO_8859_1)) {
            grammar.next(b);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0__", "1_a_0__", "00a_0123456789_0__", "1;x=\"y\"_a_0;z_A: b_C:__", "0__anything\u0000"})
    void knowsWhatIsWellFormed(String body) {
        assertThatCode(() -> read(body)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'_', no chunk size",
        "'1 _a_', a chunk size that is no number",
        "'1111111111111111_', a chunk size that is too large",
        "'1_ab_', more data than its size says",
        "'0_ a: b__', a trailer field without a name",
        "'0_a : b__', a malformed trailer field",
    })
    void saysWhatIsMalformed(String body, String what) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(IOException.class)
                .hasMessage("the request's body is malformed: " + what);
    }
}
