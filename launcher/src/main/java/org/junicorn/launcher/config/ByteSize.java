package org.junicorn.launcher.config;

import java.util.Locale;

/**
 * A number of bytes, written with a unit of 1024: {@code 512m}, {@code 2g}.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) {
    private static final String UNITS = "kmgt";

    /** @throws IllegalArgumentException if the text is no size; the message completes "name = text: …" */
    static ByteSize parse(String text) {
        if (!text.matches("\\d{1,15}[kKmMgGtT]?")) {
            throw new IllegalArgumentException("not a size; write 512m, 2g, or bytes without a unit");
        }
        int unit = UNITS.indexOf(text.substring(text.length() - 1).toLowerCase(Locale.ROOT)) + 1;
        long number = Long.parseLong(unit == 0 ? text : text.substring(0, text.length() - 1));
        if (number > Long.MAX_VALUE >> 10 * unit) {
            throw new IllegalArgumentException("too large");
        }
        return new ByteSize(number << 10 * unit);
    }
}
