package org.junicorn.launcher.smoke;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --check}: what is asked for and what is expected.
 *
 * @param spelling as the user wrote it
 * @param path with its query, as it goes on the wire
 * @param status 100 to 599
 * @param text what the body must contain, or must not; empty if it does not matter
 * @param forbidden whether the text must not be there
 */
record SmokeCheck(String spelling, String path, int status, Optional<String> text, boolean forbidden) {

    /** The first "=" that is followed by a status and then by the end or a text: the path may have further ones. */
    private static final Pattern SYNTAX = Pattern.compile("(/.*?)=([1-5]\\d\\d)(?:(!?~)(.+))?", Pattern.DOTALL);

    private static final int SHOWN = 120;

    /** @throws IllegalArgumentException if it cannot be understood; the message says why */
    static SmokeCheck parse(String spelling) {
        Matcher matcher = SYNTAX.matcher(spelling);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not PATH=STATUS, PATH=STATUS~TEXT or PATH=STATUS!~TEXT, such as /=200 or"
                            + " '/health=200~UP'; a path begins with /");
        }
        String path = matcher.group(1);
        try {
            if (new URI("http://localhost" + path).getRawFragment() != null) {
                throw new IllegalArgumentException(
                        "a path ends at #, which no client sends; write %23 for the character");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the path has a character that must be percent-encoded: " + e.getReason(), e);
        }
        return new SmokeCheck(
                spelling,
                path,
                Integer.parseInt(matcher.group(2)),
                Optional.ofNullable(matcher.group(4)),
                "!~".equals(matcher.group(3)));
    }

    /** What is wrong with an answer; empty if nothing is. */
    Optional<String> fault(int found, String body) {
        if (found != status) {
            return Optional.of("expected " + status + ", found " + found);
        }
        if (text.isEmpty() || body.contains(text.get()) != forbidden) {
            return Optional.empty();
        }
        return Optional.of("expected a body " + (forbidden ? "without" : "with") + " \"" + text.get() + "\", found "
                + (body.isEmpty() ? "an empty one" : shown(body)));
    }

    private static String shown(String body) {
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? "\"" + line + "\"" : "\"" + line.substring(0, SHOWN) + "\"…";
    }
}
