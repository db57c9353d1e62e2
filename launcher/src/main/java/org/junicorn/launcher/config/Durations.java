package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.Map;

/** Reads {@code 30} (seconds), {@code 500ms}, {@code 30s}, {@code 2m} and {@code 1h}. */
final class Durations {

    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Map<String, Duration> UNITS = Map.of(
            "", Duration.ofSeconds(1),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    private Durations() {}

    /** @throws IllegalArgumentException if the text is not a duration, or one of more than a year */
    static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Duration unit = UNITS.get(text.substring(digits));
        if (digits == 0 || unit == null) {
            throw new IllegalArgumentException("not a duration; write 30 (seconds), \"30s\", \"500ms\" or \"2m\"");
        }
        // 12 digits of hours fit a Duration; a year of milliseconds has 11
        if (digits <= 12) {
            Duration duration = unit.multipliedBy(Long.parseLong(text.substring(0, digits)));
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException("too long; write at most \"8760h\"");
    }
}
