package org.junicorn.container.http;

import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The grammar of the access log's format: gunicorn's atoms, {@code %(h)s}, or the patterns of Tomcat's AccessLogValve,
 * {@code %h}. What follows the first percent sign tells which: a parenthesis is gunicorn's. Both in one format are
 * refused, since half of the letters mean something else there. Knows nothing of requests, so that the supervisor can
 * check a setting without loading the HTTP server.
 */
public final class AccessLogSyntax {
    /** The preset that writes a JSON object per line. */
    public static final String JSON = "json";

    private static final String COMMON = "%h %l %u %t \"%r\" %s %b";
    private static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";

    private static final String GUNICORN = "hlutrmUqHsbBfaTMDLp";
    private static final String GUNICORN_NAMED = "ioe";
    private static final String TOMCAT = "aAbBDFhHIlmpPqrsStTuUvX";
    private static final String TOMCAT_NAMED = "aciLoprstT";

    /** Whose letters they are. */
    enum Style {
        GUNICORN,
        TOMCAT
    }

    /** A part of a format: a text as it is, or a letter with a name in braces or none. */
    record Token(String literal, char letter, Optional<String> name) {
        private static Token text(String literal) {
            return new Token(literal, ' ', Optional.empty());
        }

        boolean isText() {
            return letter == ' ';
        }
    }

    private final String format;
    private final List<Token> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Style style = Style.GUNICORN;
    private int styleAt = -1;

    private AccessLogSyntax(String format) {
        this.format = format;
    }

    /** @throws IllegalArgumentException naming the first fault and its position, counted from 1 */
    public static void check(String format) {
        if (!format.equals(JSON)) {
            read(format);
        }
    }

    /**
     * Reads a format other than {@link #JSON}; the presets {@code common} and {@code combined} stand for what they are in
     * Tomcat.
     *
     * @throws IllegalArgumentException naming the first fault and its position, counted from 1
     */
    static AccessLogSyntax read(String format) {
        if (format.isBlank()) {
            throw new IllegalArgumentException(
                    "empty; write atoms as in %(h)s, patterns as in %h, or one of common, combined and json");
        }
        AccessLogSyntax syntax = new AccessLogSyntax(
                switch (format) {
                    case "common" -> COMMON;
                    case "combined" -> COMBINED;
                    default -> format;
                });
        syntax.parse();
        return syntax;
    }

    Style style() {
        return style;
    }

    List<Token> tokens() {
        return tokens;
    }

    private void parse() {
        int at = 0;
        while (at < format.length()) {
            if (format.charAt(at) != '%') {
                text.append(format.charAt(at));
                at++;
            } else if (format.startsWith("%%", at)) {
                text.append('%');
                at += 2;
            } else {
                at = format.startsWith("(", at + 1) ? atom(at) : pattern(at);
            }
        }
        endText();
    }

    private void endText() {
        if (text.length() > 0) {
            tokens.add(Token.text(text.toString()));
            text.setLength(0);
        }
    }

    private void isOf(Style found, int at) {
        if (styleAt < 0) {
            style = found;
            styleAt = at;
        } else if (style != found) {
            throw new IllegalArgumentException("a mix: gunicorn's atoms, as in %(h)s, begin at character "
                    + ((found == Style.GUNICORN ? at : styleAt) + 1) + " and Tomcat's patterns, as in %h, at character "
                    + ((found == Style.GUNICORN ? styleAt : at) + 1) + "; use one of them");
        }
    }

    /** {@code %(x)s} or {@code %({name}x)s}; returns where it ends. */
    private int atom(int at) {
        isOf(Style.GUNICORN, at);
        int close = format.indexOf(')', at);
        if (close < 0 || !format.startsWith("s", close + 1)) {
            throw new IllegalArgumentException(
                    "character " + (at + 1) + " begins no atom; write atoms as in %(h)s, and %% for a percent sign");
        }
        String atom = format.substring(at + 2, close);
        boolean named = atom.matches("\\{[^{}]+\\}[" + GUNICORN_NAMED + "]");
        if (!named && !(atom.length() == 1 && GUNICORN.contains(atom))) {
            throw new IllegalArgumentException("unknown atom %(" + atom + ")s at character " + (at + 1) + "; known are "
                    + spaced(GUNICORN) + ", {header}i, {header}o and {variable}e");
        }
        endText();
        tokens.add(new Token(
                "",
                atom.charAt(atom.length() - 1),
                named ? Optional.of(atom.substring(1, atom.length() - 2)) : Optional.empty()));
        return close + 2;
    }

    /** {@code %x} or <code>%{name}x</code>; returns where it ends. */
    private int pattern(int at) {
        isOf(Style.TOMCAT, at);
        int letterAt = at + 1;
        Optional<String> name = Optional.empty();
        if (format.startsWith("{", at + 1)) {
            int close = format.indexOf('}', at);
            if (close < 0) {
                throw new IllegalArgumentException("character " + (at + 1) + " begins a pattern without a closing }");
            }
            name = Optional.of(format.substring(at + 2, close));
            letterAt = close + 1;
        }
        String letter = letterAt < format.length() ? format.substring(letterAt, letterAt + 1) : "";
        boolean known = !letter.isEmpty()
                && (name.isPresent()
                        ? !name.get().isEmpty() && TOMCAT_NAMED.contains(letter)
                        : TOMCAT.contains(letter));
        if (!known) {
            throw new IllegalArgumentException("unknown pattern " + format.substring(at, letterAt) + letter
                    + " at character " + (at + 1) + "; known are " + spaced(TOMCAT)
                    + ", {header}i, {header}o, {cookie}c, {attribute}r, {attribute of the session}s, {format}t, {unit}T,"
                    + " {remote|peer}a, {local|remote}p and {c}L; write %% for a percent sign");
        }
        name.ifPresent(given -> checkName(given, letter, at));
        endText();
        tokens.add(new Token("", letter.charAt(0), name));
        return letterAt + 1;
    }

    private static void checkName(String name, String letter, int at) {
        List<String> choice =
                switch (letter) {
                    case "a" -> List.of("remote", "peer");
                    case "p" -> List.of("local", "remote");
                    case "L" -> List.of("c");
                    case "T" -> List.of("ns", "us", "ms", "s", "fracsec");
                    default -> List.of(name);
                };
        if (!choice.contains(name)) {
            throw new IllegalArgumentException("unknown name in %{" + name + "}" + letter + " at character " + (at + 1)
                    + "; known are " + String.join(", ", choice));
        }
        if (letter.equals("t")) {
            try {
                timeFormat(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%{" + name + "}t at character " + (at + 1)
                        + " is no time: " + e.getMessage() + "; write sec, msec, msec_frac or letters of"
                        + " java.text.SimpleDateFormat, after begin: or end:");
            }
        }
    }

    /** Whether the time is that of the request's begin. */
    static boolean ofBegin(String time) {
        return time.equals("begin") || time.startsWith("begin:");
    }

    /** What is behind {@code begin:} or {@code end:}; empty for the common form. */
    static String withoutPrefix(String time) {
        for (String prefix : List.of("begin", "end")) {
            if (time.equals(prefix)) {
                return "";
            } else if (time.startsWith(prefix + ":")) {
                return time.substring(prefix.length() + 1);
            }
        }
        return time;
    }

    /** A format to be cloned for each use; of no use for the three words that stand for numbers. */
    static SimpleDateFormat timeFormat(String time) {
        String pattern = withoutPrefix(time);
        return List.of("sec", "msec", "msec_frac").contains(pattern)
                ? new SimpleDateFormat("", Locale.US)
                : new SimpleDateFormat(pattern, Locale.US);
    }

    private static String spaced(String letters) {
        return String.join(" ", letters.split(""));
    }
}
