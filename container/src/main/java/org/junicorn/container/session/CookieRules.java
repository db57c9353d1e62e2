package org.junicorn.container.session;

import java.io.Serializable;

/**
 * What the operator says of session cookies. It counts more than what the application's descriptors say, but for the
 * time-out.
 *
 * @param name or empty
 * @param domain or empty
 * @param path or empty
 * @param sameSite {@code Lax}, {@code Strict}, {@code None}, or empty
 * @param secure send it over TLS only, also if the session began without; false: only if it began over TLS
 * @param timeoutSeconds of an application that says nothing itself
 */
public record CookieRules(String name, String domain, String path, String sameSite, boolean secure, int timeoutSeconds)
        implements Serializable {

    /** As Tomcat. */
    public static CookieRules ofTomcat() {
        return new CookieRules("", "", "", "", false, 30 * 60);
    }
}
