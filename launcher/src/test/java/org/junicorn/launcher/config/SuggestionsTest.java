package org.junicorn.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

    private static final List<String> KEYS = List.of("workers", "worker_class", "timeout", "boot_timeout", "umask");

    @Test
    void theNearestNameIsSuggested() {
        assertThat(Suggestions.nearest("wrokers", KEYS)).contains("workers");
        assertThat(Suggestions.nearest("worker-clas", KEYS)).contains("worker_class");
        assertThat(Suggestions.nearest("TIMEOUT", KEYS)).contains("timeout");
        assertThat(Suggestions.nearest("uma", KEYS)).contains("umask");
    }

    @Test
    void nothingIsSuggestedForSomethingElse() {
        assertThat(Suggestions.nearest("xyzzy", KEYS)).isEmpty();
        assertThat(Suggestions.nearest("w", KEYS)).isEmpty();
        assertThat(Suggestions.nearest("", KEYS)).isEmpty();
    }

    @Test
    void aSwapOfNeighboursCostsOne() {
        assertThat(Suggestions.distance("timeout", "timeuot")).isEqualTo(1);
        assertThat(Suggestions.distance("abc", "")).isEqualTo(3);
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    }
}
