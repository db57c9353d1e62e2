package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

    @Test
    void wordsAreSplitAsInAShell() {
        assertThat(ShellWords.split("")).isEmpty();
        assertThat(ShellWords.split("  a \t b\nc ")).containsExactly("a", "b", "c");
        assertThat(ShellWords.split("a'b c'd \"e f\" ''")).containsExactly("ab cd", "e f", "");
        assertThat(ShellWords.split("'a\\b' \"a\\b\\\"\\\\\" a\\ b")).containsExactly("a\\b", "a\\b\"\\", "a b");
        assertThat(ShellWords.split("$HOME `ls` *")).containsExactly("$HOME", "`ls`", "*");
    }

    @Test
    void whatIsLeftOpenIsRefused() {
        assertThatThrownBy(() -> ShellWords.split("a 'b")).hasMessage("the quote at character 3 is not closed");
        assertThatThrownBy(() -> ShellWords.split("\"b\\\"")).hasMessage("the quote at character 1 is not closed");
        assertThatThrownBy(() -> ShellWords.split("a\\"))
                .hasMessage("it ends in a backslash; write \\\\ for the character itself");
    }

    @Test
    void quotedWordsAreReadBack() {
        for (String word : List.of("", "plain", "two words", "it's", "\"", "\\", "-Da=b", "a\nb")) {
            assertThat(ShellWords.split(ShellWords.quoted(word))).containsExactly(word);
        }
        assertThat(ShellWords.quoted("-Da=b")).isEqualTo("-Da=b");
    }
}
