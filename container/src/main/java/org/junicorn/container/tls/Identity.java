package org.junicorn.container.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A private key, and the certificates that say whose it is.
 *
 * @param chain the certificate of the key first, then those of its issuers
 * @param names host names for which the certificate is good, in lower case; a name may begin with {@code *.}
 */
record Identity(PrivateKey key, List<X509Certificate> chain, List<String> names) {
    private static final int DNS_NAME = 2;

    Identity {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    static Identity of(PrivateKey key, List<X509Certificate> chain) throws CertificateException {
        return new Identity(key, chain, names(chain.get(0)));
    }

    /** Reads what {@link #text()} has written. */
    static Identity parse(String text) throws GeneralSecurityException {
        String[] words = text.split(" ");
        List<X509Certificate> chain = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            chain.add(certificate(words[i]));
        }
        PrivateKey key = KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(words[0])));
        return of(key, chain);
    }

    /** See {@link Certificates#identities}. */
    String text() throws CertificateException {
        StringBuilder text = new StringBuilder(Base64.getEncoder().encodeToString(key.getEncoded()));
        for (Certificate certificate : chain) {
            text.append(' ').append(text(certificate));
        }
        return text.toString();
    }

    static String text(Certificate certificate) throws CertificateException {
        return Base64.getEncoder().encodeToString(certificate.getEncoded());
    }

    static X509Certificate certificate(String text) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(text)));
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** {@code RSA}, {@code EC}, …: what JSSE asks for when it looks for a key. */
    String keyType() {
        return certificate().getPublicKey().getAlgorithm();
    }

    /** Whether the certificate has exactly this name. */
    boolean has(String host) {
        return names.contains(host);
    }

    /** Whether it has one with an asterisk in the place of the first label (RFC 9525, 6.3). */
    boolean covers(String host) {
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** Of the alternative names, or of the subject if there are none. */
    private static List<String> names(X509Certificate certificate) throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
            if (alternative.get(0).equals(DNS_NAME)) {
                names.add(((String) alternative.get(1)).toLowerCase(Locale.ROOT));
            }
        }
        return names.isEmpty() ? commonName(certificate) : names;
    }

    private static List<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
