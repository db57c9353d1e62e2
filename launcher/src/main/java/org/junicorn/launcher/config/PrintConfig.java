package org.junicorn.launcher.config;

import java.util.List;

/** The answer to {@code --print-config}, and what the start writes to the log. */
public final class PrintConfig {

    private PrintConfig() {}

    /** Every setting, sorted, as {@code name = value  # origin}; secrets are masked. */
    public static List<String> lines(LoadedSettings loaded) {
        return loaded.keys().stream()
                .map(key -> {
                    String text = loaded.maskedText(key).replace("\n", "\\n").replace("\r", "\\r");
                    return key + " =" + (text.isEmpty() ? "" : " " + text) + "  # " + loaded.origin(key);
                })
                .toList();
    }
}
