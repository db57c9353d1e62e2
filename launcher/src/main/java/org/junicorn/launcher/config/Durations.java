package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.Map;

/** Reads {@code 30} (seconds), {@code 500ms}, {@code 30s}, {@code 2m} and {@code 1h}. */
final class Durations {

    private static final long LONGEST_MILLIS = Duration.ofDays(365).toMillis();

    /** In milliseconds: a Duration multiplies with BigDecimal, which each start would have to load. */
    private static final Map<String, Long> UNITS =
            Map.of("", 1_000L, "ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Durations() {}

    /** @throws IllegalArgumentException if the text is not a duration, or one of more than a year */
    static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Long unit = UNITS.get(text.substring(digits));
        if (digits == 0 || unit == null) {
            throw new IllegalArgumentException("not a duration; write 30 (seconds), \"30s\", \"500ms\" or \"2m\"");
        }
        // 12 digits of hours fit a long; a year of milliseconds has 11
        if (digits <= 12) {
            long millis = unit * Long.parseLong(text.substring(0, digits));
            if (millis <= LONGEST_MILLIS) {
                return Duration.ofMillis(millis);
            }
        }
        throw new IllegalArgumentException("too long; write at most \"8760h\"");
    }
}
