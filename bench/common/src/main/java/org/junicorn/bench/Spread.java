package org.junicorn.bench;

import java.util.Arrays;
import java.util.Locale;

/** Of several figures the one in the middle, and how far they lie apart. */
public record Spread(double median, double least, double most) {
    /** @param values one at least */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** As {@code 3.1 (2.9 to 4.0)}. */
    public String text(int digits) {
        String form = "%." + digits + "f";
        return String.format(Locale.ROOT, form + " (" + form + " to " + form + ")", median, least, most);
    }
}
