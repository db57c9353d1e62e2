package org.junicorn.container;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an application is served. Its text names it in orders, logs and messages: {@code /}, {@code /name}, {@code
 * host.example/name}, and {@code /name##2} for the version "2" of several at one path (Tomcat's notation for parallel
 * deployment).
 *
 * @param host a virtual host's name in lower case, {@code *.name} for every host directly below a domain, or empty: for
 *     all hosts that have no applications of their own
 * @param contextPath "" or "/name"
 * @param version empty unless several versions share the path
 */
public record Place(String host, String contextPath, String version) {
    private static final Pattern TEXT = Pattern.compile("([^/]*)(/.*?)(?:##([^/]*))?");

    /** For all hosts, and alone at its path. */
    public static Place of(String contextPath) {
        return new Place("", contextPath, "");
    }

    /** Reads what {@link #toString()} has written. */
    public static Place parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a place of an application: " + text);
        }
        String path = matcher.group(2);
        String version = matcher.group(3);
        return new Place(matcher.group(1), path.equals("/") ? "" : path, version == null ? "" : version);
    }

    /** The same without a version. */
    public Place shared() {
        return new Place(host, contextPath, "");
    }

    /** What sessions are kept under: versions of an application share them, applications of other hosts do not. */
    public String sessions() {
        return host.isEmpty() ? contextPath : "//" + host + contextPath;
    }

    @Override
    public String toString() {
        return host + (contextPath.isEmpty() ? "/" : contextPath) + (version.isEmpty() ? "" : "##" + version);
    }
}
