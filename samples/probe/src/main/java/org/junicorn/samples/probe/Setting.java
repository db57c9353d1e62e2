package org.junicorn.samples.probe;

import java.util.Locale;

/** Reads a setting of this application from a system property ({@code probe.log}) or the environment ({@code PROBE_LOG}). */
final class Setting {
    private Setting() {}

    /** Returns the value, or "" when it is set in neither place. */
    static String of(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return System.getProperty(name, System.getenv().getOrDefault(variable, ""));
    }
}
