package org.junicorn.launcher.config;

import java.util.List;
import java.util.Map;

/** A value as its source gives it, before the setting's type reads it. */
sealed interface Raw {

    /** @param bare a JSON number or boolean, without quotes */
    record Text(String text, boolean bare) implements Raw {}

    /** The texts of an option, once for each time it was given. */
    record Repeated(List<String> texts) implements Raw {}

    /** A JSON array. */
    record Items(List<String> items) implements Raw {}

    /** A JSON object. */
    record Entries(Map<String, String> entries) implements Raw {}

    static Raw text(String text) {
        return new Text(text, false);
    }
}
