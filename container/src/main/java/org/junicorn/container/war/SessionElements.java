package org.junicorn.container.war;

import java.util.Locale;
import java.util.Set;

/** {@code <session-config>}. */
final class SessionElements {
    private static final Set<String> MODES = Set.of("COOKIE", "URL", "SSL");

    private final DescriptorXml xml;
    private final Descriptor.Session session;

    SessionElements(DescriptorXml xml, Descriptor.Session session) {
        this.xml = xml;
        this.session = session;
    }

    void sessionConfig() throws InvalidAppException {
        xml.children(child -> {
            switch (child) {
                case "session-timeout" -> session.timeoutMinutes = xml.integer();
                case "cookie-config" -> xml.children(this::cookie);
                case "tracking-mode" -> {
                    String where = xml.where();
                    String mode = xml.required().toUpperCase(Locale.ROOT);
                    if (!MODES.contains(mode)) {
                        throw new InvalidAppException(
                                where + ": <tracking-mode> is \"" + mode + "\"; expected COOKIE, URL or SSL");
                    }
                    session.trackingModes.add(mode);
                }
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private boolean cookie(String child) throws InvalidAppException {
        switch (child) {
            case "name" -> session.cookieName = xml.text();
            case "domain" -> session.cookieDomain = xml.text();
            case "path" -> session.cookiePath = xml.text();
            case "comment" -> xml.skip(); // without effect since Servlet 6.0
            case "http-only" -> session.httpOnly = xml.flag();
            case "secure" -> session.secure = xml.flag();
            case "max-age" -> session.maxAge = xml.integer();
            case "attribute" -> attribute();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void attribute() throws InvalidAppException {
        String where = xml.where();
        String[] pair = new String[2];
        xml.children(child -> switch (child) {
            case "description" -> xml.skip();
            case "attribute-name" -> {
                pair[0] = xml.required();
                yield true;
            }
            case "attribute-value" -> {
                pair[1] = xml.text();
                yield true;
            }
            default -> false;
        });
        DescriptorParser.require(where, "attribute", "attribute-name", pair[0]);
        DescriptorParser.require(where, "attribute", "attribute-value", pair[1]);
        session.cookieAttributes.put(pair[0], pair[1]);
    }
}
