package org.junicorn.container.convert;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tomcat.jakartaee.EESpecProfile;
import org.apache.tomcat.jakartaee.EESpecProfiles;

/**
 * Tomcat's profile, but for packages that the application brings under both names.
 *
 * @param kept packages as in {@link #OPTIONAL}
 */
record Names(Set<String> kept) implements EESpecProfile {
    /** What the profile renames and the container does not provide, as the path below {@code javax/}. */
    static final Set<String> OPTIONAL = Set.of("ejb", "mail", "persistence", "security/auth/message", "transaction");

    private static final EESpecProfiles TOMCAT = EESpecProfiles.TOMCAT;

    Names {
        kept = Set.copyOf(kept);
    }

    @Override
    public String convert(String name) {
        if (kept.isEmpty()) {
            return TOMCAT.convert(name);
        }
        Matcher matcher = TOMCAT.getPattern().matcher(name);
        StringBuilder converted = null;
        while (matcher.find()) {
            // The group is the rest of the name: "/mail" or ".mail".
            String rest = matcher.group(1).substring(1).replace('.', '/');
            if (!kept.contains(rest)) {
                converted = converted == null ? new StringBuilder() : converted;
                matcher.appendReplacement(converted, Matcher.quoteReplacement(getTarget() + matcher.group(1)));
            }
        }
        // Callers compare identities to see whether anything has changed.
        return converted == null ? name : matcher.appendTail(converted).toString();
    }

    @Override
    public String getSource() {
        return TOMCAT.getSource();
    }

    @Override
    public String getTarget() {
        return TOMCAT.getTarget();
    }

    @Override
    public Pattern getPattern() {
        return TOMCAT.getPattern();
    }
}
