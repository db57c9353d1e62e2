package org.junicorn.container.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
    @Test
    void readsParametersWithAndWithoutQuotes() {
        assertThat(HeaderText.parameters("Username=\"a \\\"b\\\\c, d=e\" , nc=00000001,qop=auth , empty=\"\""))
                .contains(Map.of("username", "a \"b\\c, d=e", "nc", "00000001", "qop", "auth", "empty", ""));
        assertThat(HeaderText.parameters(" , ")).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "=y", "a=\"b", "a=\"b\\", "a=\"b\"c", "a=b c", "a=1, A=2"})
    void readsNothingElse(String text) {
        assertThat(HeaderText.parameters(text)).isEmpty();
    }

    @Test
    void quotesWhatNeedsIt() {
        assertThat(HeaderText.quoted("a \"b\\c")).isEqualTo("\"a \\\"b\\\\c\"");
    }
}
