package org.junicorn.container.affinity;

import io.undertow.server.BasicSSLSessionInfo;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What an application can ask of a TLS connection, as text: version, cipher suite, the session's id and the certificates
 * that the client has shown.
 */
final class TlsSession {
    private static final String NONE = "-";

    private TlsSession() {}

    static String text(SSLSessionInfo session) {
        StringBuilder text = new StringBuilder();
        byte[] id = session.getSessionId();
        text.append(known(session.getSecureProtocol())).append(' ');
        text.append(known(session.getCipherSuite())).append(' ');
        text.append(id == null || id.length == 0 ? NONE : HexFormat.of().formatHex(id));
        for (Certificate certificate : certificates(session)) {
            try {
                text.append(' ').append(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException("it was decoded before", e);
            }
        }
        return text.toString();
    }

    private static String known(String value) {
        return value == null || value.isEmpty() ? NONE : value;
    }

    private static Certificate[] certificates(SSLSessionInfo session) {
        try {
            Certificate[] shown = session.getPeerCertificates();
            return shown == null ? new Certificate[0] : shown;
        } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
            return new Certificate[0]; // it has shown none
        }
    }

    /** @throws IllegalArgumentException for what {@link #text} has not written */
    @SuppressWarnings("removal") // an exception of the JDK that stands in Undertow's signature
    static SSLSessionInfo parse(String text) {
        String[] words = text.split(" ");
        if (words.length < 3) {
            throw new IllegalArgumentException("not a session of TLS: " + text);
        }
        List<String> pem = new ArrayList<>();
        for (int i = 3; i < words.length; i++) {
            pem.add("-----BEGIN CERTIFICATE-----\n" + words[i] + "\n-----END CERTIFICATE-----\n");
        }
        String suite = words[1].equals(NONE) ? "" : words[1];
        try {
            return new BasicSSLSessionInfo(
                    words[2].equals(NONE) ? new byte[0] : HexFormat.of().parseHex(words[2]),
                    suite,
                    pem.isEmpty() ? null : String.join("", pem),
                    SSLSessionInfo.calculateKeySize(suite),
                    words[0].equals(NONE) ? null : words[0]);
        } catch (CertificateException | javax.security.cert.CertificateException e) {
            throw new IllegalArgumentException("not a session of TLS: " + e.getMessage(), e);
        }
    }
}
