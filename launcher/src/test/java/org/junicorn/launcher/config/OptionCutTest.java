package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junicorn.launcher.config.OptionCut.Piece;
import org.junit.jupiter.api.Test;

class OptionCutTest {

    private static List<String> cut(String... args) {
        return new OptionCut(Set.of("--check", "--timeout"))
                .of(List.of(args)).stream()
                        .map(piece -> piece.name()
                                + piece.value().map(value -> " " + value).orElse(""))
                        .toList();
    }

    @Test
    void everySpellingOfASettingHasItsKey() {
        assertThat(cut("--bind", ":80", "-b", ":81", "-b:82", "--bind=:83", "--pid", "p", "-p", "q", "shop.war"))
                .containsExactly("bind :80", "bind :81", "bind :82", "bind :83", "pidfile p", "pidfile q", "");
    }

    @Test
    void aFlagTakesNoValue() {
        assertThat(cut("--reload", "shop.war", "--no-preload-app", "--help"))
                .containsExactly("reload", "", "preload_app", "--help");
    }

    @Test
    void aFurtherOptionGoesBeforeASettingsLongOption() {
        assertThat(cut("--timeout", "5", "-t", "6", "--check=/a=200"))
                .containsExactly("--timeout 5", "timeout 6", "--check /a=200");
    }

    @Test
    void aValueThatLooksLikeAnOptionStaysWithItsOption() {
        assertThat(cut("--java-opts", "-bx", "-c", "-b", "--", "-b", "x"))
                .containsExactly("java_opts -bx", "-c -b", "", "", "");
    }

    @Test
    void thePiecesTogetherAreTheCommandLine() {
        List<String> args = List.of("-w4", "--bind=:80", "--wrong", "x", "--check", "/=200", "--", "-b", "--timeout");
        assertThat(new OptionCut(Set.of("--check"))
                        .of(args).stream().map(Piece::words).flatMap(List::stream))
                .containsExactlyElementsOf(args);
    }
}
