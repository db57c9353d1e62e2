package org.junicorn.container.shaping;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junicorn.container.Networks;

/**
 * Checks the texts of {@link ShapingOptions}. Knows nothing of requests, so that the supervisor can check settings without
 * loading the HTTP server. Messages complete the sentence "name = text: …".
 */
public final class ShapingSyntax {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String ORIGIN = "[a-z][a-z0-9+.-]*://(\\*\\.)?[a-z0-9._-]+(:[0-9]{1,5})?"
            + "|[a-z][a-z0-9+.-]*://\\[[0-9a-f:]+\\](:[0-9]{1,5})?";

    /** They say where a response ends and what becomes of its connection. */
    private static final Set<String> FRAMING = Set.of(
            "connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "date");

    private ShapingSyntax() {}

    /** @throws IllegalArgumentException if it is not the name of a header, or one that only the server may set */
    public static String checkName(String name) {
        if (!name.matches(TOKEN)) {
            throw new IllegalArgumentException("not the name of a header (RFC 9110, 5.1)");
        } else if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the server alone decides about this header");
        }
        return name;
    }

    /** @throws IllegalArgumentException if it is not {@code NAME: VALUE} */
    public static String checkHeader(String header) {
        int colon = header.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not a header; write one such as X-Frame-Options: DENY");
        }
        checkName(header.substring(0, colon).strip());
        String value = header.substring(colon + 1).strip();
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= ' ' && c <= 126 || c == '\t')) {
            throw new IllegalArgumentException("the value is empty or not of visible ASCII characters");
        }
        return header;
    }

    /** @throws IllegalArgumentException if it is neither an address nor a network */
    public static String checkNetwork(String network) {
        Networks.parse(List.of(network));
        return network;
    }

    /** @throws IllegalArgumentException if it is neither {@code *} nor an origin */
    public static String checkOrigin(String origin) {
        if (!origin.equals("*") && !origin.equals("null") && !origin.matches(ORIGIN)) {
            throw new IllegalArgumentException("not an origin; write https://example.com, https://*.example.com, with a"
                    + " port if it is not the usual one, or *");
        }
        return origin;
    }

    /** @throws IllegalArgumentException if it is not a content coding that is known, perhaps with a level */
    public static String checkCoding(String coding) {
        CodingName.parse(coding);
        return coding;
    }

    /**
     * A folder of static files, as {@code /PATH=FOLDER;OPTIONS}.
     *
     * @param absolute makes the folder's path absolute
     * @return the same with an absolute path
     * @throws IllegalArgumentException if it is none
     */
    public static String checkStatic(String text, UnaryOperator<String> absolute) {
        StaticFolder.parse(text);
        int equals = text.indexOf('=');
        int end = Clauses.headEnd(text);
        return text.substring(0, equals).strip() + "="
                + absolute.apply(
                                Clauses.parse(text).head().substring(equals + 1).strip())
                        .replace(";", "\\;")
                + text.substring(end);
    }

    /** The folder of a text that {@link #checkStatic} has checked. */
    public static Path folder(String text) {
        return StaticFolder.parse(text).folder();
    }

    /** @throws IllegalArgumentException if it is not a rule about requests */
    public static String checkFilter(String rule) {
        FilterRule.parse(rule);
        return rule;
    }

    /** @throws IllegalArgumentException if it is not a token, as methods and names of headers are */
    public static String checkToken(String token) {
        if (!token.matches(TOKEN)) {
            throw new IllegalArgumentException("not a method or header; write one such as PUT or X-Token, or *");
        }
        return token;
    }
}
