package org.junicorn.launcher.config;

/**
 * Checks a format of the access log (gunicorn: access_log_format). The container compiles it; its compiler is not asked
 * here, since that would load the HTTP server into the supervisor. A test holds the two together.
 */
final class AccessLogFormat {

    private static final String ATOMS = "hlutrmUqHsbBfaTMDLp";

    private AccessLogFormat() {}

    /** @throws IllegalArgumentException naming the first fault and its position, counted from 1 */
    static void check(String format) {
        if (format.isBlank()) {
            throw new IllegalArgumentException("empty; write atoms as in %(h)s, or json");
        }
        int at = format.indexOf('%');
        while (at >= 0) {
            if (format.startsWith("%%", at)) {
                at += 2;
            } else {
                int close = format.indexOf(')', at);
                if (!format.startsWith("(", at + 1) || close < 0 || !format.startsWith("s", close + 1)) {
                    throw new IllegalArgumentException("character " + (at + 1)
                            + " begins no atom; write atoms as in %(h)s, and %% for a percent sign");
                }
                String atom = format.substring(at + 2, close);
                if (!isKnown(atom)) {
                    throw new IllegalArgumentException(
                            "unknown atom %(" + atom + ")s at character " + (at + 1)
                                    + "; known are h l u t r m U q H s b B f a T M D L p, {header}i, {header}o and {variable}e");
                }
                at = close + 2;
            }
            at = format.indexOf('%', at);
        }
    }

    private static boolean isKnown(String atom) {
        if (atom.startsWith("{")) {
            int close = atom.indexOf('}');
            return close > 1 && close == atom.length() - 2 && "ioe".indexOf(atom.charAt(close + 1)) >= 0;
        }
        return atom.length() == 1 && ATOMS.contains(atom);
    }
}
