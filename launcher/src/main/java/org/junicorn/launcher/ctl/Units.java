package org.junicorn.launcher.ctl;

import java.util.Optional;

/** Numbers as people read them; {@code -} for what is not known. Written by hand, since a Formatter takes long to load. */
final class Units {
    private static final String UNKNOWN = "-";

    private Units() {}

    static String text(Object value) {
        return value == null ? UNKNOWN : value.toString();
    }

    /** The first line. */
    static String line(Object value) {
        String text = text(value);
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end) + " ...";
    }

    /** {@code 1234567} as {@code 1,234,567}. */
    static String count(Object value) {
        if (!(value instanceof Number number)) {
            return UNKNOWN;
        }
        StringBuilder digits = new StringBuilder(Long.toString(number.longValue()));
        for (int i = digits.length() - 3; i > 0 && digits.charAt(i - 1) != '-'; i -= 3) {
            digits.insert(i, ',');
        }
        return digits.toString();
    }

    /** {@code 4/50}, or {@code 4} where the whole is unknown or without a limit. */
    static String part(Object part, Object whole) {
        return whole instanceof Number limit && limit.longValue() > 0 ? count(part) + "/" + count(whole) : count(part);
    }

    static String rate(Optional<Double> rate) {
        return rate.map(value -> value < 10 ? decimal(value) : count(Math.round(value)))
                .orElse(UNKNOWN);
    }

    /** Seconds as {@code 0.4s}, {@code 12s}, {@code 3m12s}, {@code 5h03m}, {@code 12d4h}. */
    static String time(Object value) {
        if (!(value instanceof Number number)) {
            return UNKNOWN;
        }
        double exact = number.doubleValue();
        long seconds = (long) exact;
        if (seconds < 10) {
            return decimal(exact) + "s";
        } else if (seconds < 60) {
            return seconds + "s";
        } else if (seconds < 3600) {
            return seconds / 60 + "m" + two(seconds % 60) + "s";
        } else if (seconds < 86_400) {
            return seconds / 3600 + "h" + two(seconds / 60 % 60) + "m";
        }
        return seconds / 86_400 + "d" + seconds / 3600 % 24 + "h";
    }

    /** {@code 120M/512M}. */
    static String bytes(Object part, Object whole) {
        return whole instanceof Number limit && limit.longValue() > 0 ? bytes(part) + "/" + bytes(whole) : bytes(part);
    }

    /** {@code 512}, {@code 4K}, {@code 120M}, {@code 1.5G}. */
    static String bytes(Object value) {
        if (!(value instanceof Number number)) {
            return UNKNOWN;
        }
        long bytes = number.longValue();
        if (bytes < 1024) {
            return Long.toString(bytes);
        } else if (bytes < 1 << 20) {
            return (bytes >> 10) + "K";
        } else if (bytes < 1 << 30) {
            return (bytes >> 20) + "M";
        }
        return decimal(bytes / (double) (1 << 30)) + "G";
    }

    /** A share of 1 as {@code 0.4%}. */
    static String share(Object value) {
        return value instanceof Number number ? decimal(number.doubleValue() * 100) + "%" : UNKNOWN;
    }

    private static String decimal(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
