package org.junicorn.launcher.config;

import java.util.List;
import java.util.Locale;
import org.junicorn.launcher.config.Setting.Split;
import org.junicorn.launcher.config.Setting.Syntax;

/** What must not be shown: secret settings, and words of the form {@code name=value} whose name speaks of a secret. */
final class Secrets {

    static final String MASK = "****";

    private static final List<String> TELLTALES =
            List.of("PASSWORD", "PASSWD", "PASSPHRASE", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL");

    private Secrets() {}

    /** One element of a setting's value, fit for logs. */
    static String masked(Declaration declaration, String element) {
        if (declaration.setting().secret()) {
            int equals = element.indexOf('=');
            return declaration.type().isMap() && equals > 0 ? element.substring(0, equals + 1) + MASK : MASK;
        }
        if (declaration.setting().syntax() == Syntax.SESSION_STORE) {
            return maskedUrl(element);
        }
        return declaration.setting().split() == Split.WORDS ? maskedWord(element) : element;
    }

    /** {@code redis://app:x@host} becomes {@code redis://app:****@host}. */
    static String maskedUrl(String url) {
        return url.replaceFirst("^([a-z]+://[^:/?#]*:).*@", "$1" + MASK + "@");
    }

    /** {@code -Ddb.password=x} becomes {@code -Ddb.password=****}; so does a secret within an agent's options. */
    static String maskedWord(String word) {
        for (int equals = word.indexOf('='); equals >= 0; equals = word.indexOf('=', equals + 1)) {
            int start = equals;
            while (start > 0 && isOfName(word.charAt(start - 1))) {
                start--;
            }
            if (looksSecret(word.substring(start, equals))) {
                return word.substring(0, equals + 1) + MASK;
            }
        }
        return word;
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    private static boolean looksSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return TELLTALES.stream().anyMatch(upper::contains);
    }
}
