package org.junicorn.launcher.process;

import java.util.List;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.Settings;

/**
 * The settings of one generation, and what {@code ctl show config} shows of them.
 *
 * @param lines with their origins, secrets masked
 */
record Configured(Settings settings, List<PrintConfig.Line> lines) {
    Configured {
        lines = List.copyOf(lines);
    }

    /** Few words: settings may hold a secret. */
    @Override
    public String toString() {
        return "Configured[]";
    }
}
