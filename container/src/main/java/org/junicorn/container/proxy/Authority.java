package org.junicorn.container.proxy;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host as in a URL, and its port if it is given. It goes into redirects, so nothing but names and addresses passes.
 *
 * @param host an IPv6 address in brackets
 */
record Authority(String host, OptionalInt port) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9a-fA-F:.]{2,45}])(?::(\\d{1,5}))?");

    static Authority parse(String text, String header) throws MisleadingHeaderException {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new MisleadingHeaderException("The header " + header + " has no host name.");
        }
        OptionalInt port =
                matcher.group(2) == null ? OptionalInt.empty() : OptionalInt.of(port(matcher.group(2), header));
        return new Authority(matcher.group(1), port);
    }

    static int port(String text, String header) throws MisleadingHeaderException {
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new MisleadingHeaderException("The header " + header + " has no port.");
        }
        return port;
    }

    static int standardPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** As the header Host has it, without the port that the scheme has anyway. */
    String text(String scheme) {
        return port.isEmpty() || port.getAsInt() == standardPort(scheme) ? host : host + ":" + port.getAsInt();
    }
}
