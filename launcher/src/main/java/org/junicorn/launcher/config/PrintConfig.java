package org.junicorn.launcher.config;

import java.util.List;

/** The answer to {@code --print-config}, and what the start writes to the log. */
public final class PrintConfig {

    private PrintConfig() {}

    /**
     * One setting.
     *
     * @param key as in the file
     * @param text as the user wrote it, in one line, secrets masked; empty if there is none
     * @param origin where that is from
     */
    public record Line(String key, String text, String origin) {
        @Override
        public String toString() {
            return key + " =" + (text.isEmpty() ? "" : " " + text) + "  # " + origin;
        }
    }

    /** Every setting, sorted, as {@code name = value  # origin}; secrets are masked. */
    public static List<String> lines(LoadedSettings loaded) {
        return settings(loaded).stream().map(Line::toString).toList();
    }

    /** Every setting, sorted; secrets are masked. */
    public static List<Line> settings(LoadedSettings loaded) {
        return loaded.keys().stream()
                .map(key -> new Line(
                        key,
                        loaded.maskedText(key).replace("\n", "\\n").replace("\r", "\\r"),
                        loaded.origin(key).toString()))
                .toList();
    }
}
