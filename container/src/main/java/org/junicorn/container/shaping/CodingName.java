package org.junicorn.container.shaping;

import java.util.Map;

/** A content coding as the user names it, with how hard it tries. */
record CodingName(String name, int level) {
    /** Levels that do well for what is compressed while it is sent: nearly as small as can be, in a fraction of the time. */
    private static final Map<String, Integer> LEVELS = Map.of("gzip", 6, "br", 4, "zstd", 3);

    private static final Map<String, Integer> MOST = Map.of("gzip", 9, "br", 11, "zstd", 19);

    /** @throws IllegalArgumentException if it is not {@code NAME} or {@code NAME:LEVEL} */
    static CodingName parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!LEVELS.containsKey(name)) {
            throw new IllegalArgumentException("not a content coding that is known here; write gzip, br or zstd");
        }
        String level = colon < 0 ? LEVELS.get(name).toString() : text.substring(colon + 1);
        if (!level.matches("[1-9]|1[0-9]") || Integer.parseInt(level) > MOST.get(name)) {
            throw new IllegalArgumentException("its level is not a whole number from 1 to " + MOST.get(name));
        }
        return new CodingName(name, Integer.parseInt(level));
    }
}
