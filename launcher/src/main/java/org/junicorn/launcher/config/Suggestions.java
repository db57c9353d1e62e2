package org.junicorn.launcher.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody may have meant. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * The nearest candidate by edit distance, if at most a third of the name is different; else the only candidate that
     * begins with the name. Case, dashes and underscores do not count.
     */
    public static Optional<String> nearest(String name, Collection<String> candidates) {
        String plain = plain(name);
        String best = "";
        int least = plain.length() / 3 + 1;
        String prefixed = "";
        int prefixedCount = 0;
        for (String candidate : candidates) {
            int distance = distance(plain, plain(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
            if (plain.length() >= 3 && plain(candidate).startsWith(plain)) {
                prefixed = candidate;
                prefixedCount++;
            }
        }
        if (best.isEmpty() && prefixedCount == 1) {
            best = prefixed;
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Insertions, deletions, changes and swaps of neighbours that make one text of the other. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
