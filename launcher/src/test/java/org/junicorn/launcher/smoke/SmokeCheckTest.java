package org.junicorn.launcher.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmokeCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/=200           | /            | 200 | ",
                "/a?b=c=302      | /a?b=c       | 302 | ",
                "/a?code=200=404 | /a?code=200  | 404 | ",
                "/~user/=200~UP  | /~user/      | 200 | UP",
                "/a=200~b=300~c  | /a           | 200 | b=300~c",
                "/a=200~~        | /a           | 200 | ~",
                "/a=200~a b      | /a           | 200 | a b",
            })
    void thePathEndsWhereAStatusAndTheEndOrATextFollow(String spelling, String path, int status, String text) {
        assertThat(SmokeCheck.parse(spelling))
                .isEqualTo(new SmokeCheck(spelling, path, status, Optional.ofNullable(text), false));
    }

    @Test
    void aTextCanBeForbidden() {
        SmokeCheck check = SmokeCheck.parse("/=200!~Exception");
        assertThat(check).isEqualTo(new SmokeCheck("/=200!~Exception", "/", 200, Optional.of("Exception"), true));
        assertThat(check.fault(200, "fine")).isEmpty();
        assertThat(check.fault(200, "an Exception"))
                .contains("expected a body without \"Exception\", found \"an Exception\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/=", "/=20", "/=2000", "/=999", "a=200", "http://a/=200", "/=200~", "/=200!~"})
    void whatIsNoCheckIsRefused(String spelling) {
        assertThatThrownBy(() -> SmokeCheck.parse(spelling))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not PATH=STATUS, PATH=STATUS~TEXT or PATH=STATUS!~TEXT, such as /=200 or '/health=200~UP';"
                        + " a path begins with /");
    }

    @Test
    void aPathThatCannotBeSentIsRefused() {
        assertThatThrownBy(() -> SmokeCheck.parse("/a b=200"))
                .hasMessage("the path has a character that must be percent-encoded: Illegal character in path");
        assertThatThrownBy(() -> SmokeCheck.parse("/a#b=200"))
                .hasMessage("a path ends at #, which no client sends; write %23 for the character");
    }

    @Test
    void aFaultSaysWhatWasExpectedAndFound() {
        SmokeCheck check = SmokeCheck.parse("/health=200~UP");
        assertThat(check.fault(200, "{\"status\":\"UP\"}")).isEmpty();
        assertThat(check.fault(503, "UP")).contains("expected 200, found 503");
        assertThat(check.fault(200, "")).contains("expected a body with \"UP\", found an empty one");
        assertThat(check.fault(200, "it is\n  DOWN\n")).contains("expected a body with \"UP\", found \"it is DOWN\"");
        assertThat(check.fault(200, "x".repeat(121)).orElseThrow())
                .endsWith("x\"…")
                .hasSize(156);
    }
}
