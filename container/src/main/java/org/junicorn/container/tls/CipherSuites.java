package org.junicorn.container.tls;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Names of cipher suites: those of JSSE and the IANA, and those of OpenSSL, which people have in their settings. */
public final class CipherSuites {
    private static final List<String> OF_TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> OF_TLS_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** {@code ECDHE-RSA-AES128-GCM-SHA256}, {@code ECDHE-RSA-CHACHA20-POLY1305}, {@code DHE-RSA-AES256-SHA256} */
    private static final Pattern OPENSSL = Pattern.compile(
            "((?:ECDHE|DHE)-(?:RSA|ECDSA)-|)(AES128|AES256|CHACHA20-POLY1305)(-GCM|-CCM|)(?:-(SHA|SHA256|SHA384))?");

    private CipherSuites() {}

    /** The names that JSSE has for suites; those that this Java does not have are left out. */
    public static List<String> known(List<String> names) {
        List<String> supported = ofThisJava();
        return names.stream().flatMap(name -> known(name, supported).stream()).toList();
    }

    private static List<String> ofThisJava() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return List.of(context.getSupportedSSLParameters().getCipherSuites());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static Optional<String> known(String name, List<String> supported) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Optional.of(upper).filter(supported::contains).or(() -> translated(upper)
                .filter(supported::contains));
    }

    private static Optional<String> translated(String openssl) {
        Matcher parts = OPENSSL.matcher(openssl);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String exchange = parts.group(1).isEmpty()
                ? "RSA"
                : parts.group(1).substring(0, parts.group(1).length() - 1).replace('-', '_');
        String cipher = parts.group(2).startsWith("CHACHA20")
                ? "CHACHA20_POLY1305_SHA256"
                : parts.group(2).replace("AES", "AES_")
                        + (parts.group(3).isEmpty() ? "_CBC" : parts.group(3).replace('-', '_'))
                        + (parts.group(4) == null ? "" : "_" + parts.group(4));
        return Optional.of("TLS_" + exchange + "_WITH_" + cipher);
    }

    /**
     * The suites that are offered. A list without any of TLS 1.3 is about TLS 1.2, as OpenSSL takes it, and those of TLS 1.3
     * are offered as well.
     *
     * @param named as the user wants them; empty: those with forward secrecy and authenticated encryption
     * @param supported what this Java has
     */
    static List<String> chosen(List<String> named, List<String> supported) {
        List<String> chosen = new ArrayList<>();
        if (named.stream().noneMatch(OF_TLS_1_3::contains)) {
            chosen.addAll(OF_TLS_1_3);
        }
        chosen.addAll(named.isEmpty() ? OF_TLS_1_2 : named);
        chosen.retainAll(supported);
        return chosen;
    }
}
