package org.junicorn.container.tls;

import java.util.List;

/**
 * Private keys with their certificates, and whose signatures on clients' certificates count; as text, in order to be
 * handed from the process that may read the files to those that serve with them. Read by {@link CertificateFiles}.
 *
 * @param identities of each its key (PKCS#8) and its chain of certificates (X.509), the server's own first: each in Base64,
 *     with spaces between them. The first identity is for clients that ask for no name, or for one that nobody has
 * @param authorities certificates (X.509) in Base64; empty: nobody's certificate is trusted
 */
public record Certificates(List<String> identities, List<String> authorities) {
    public Certificates {
        identities = List.copyOf(identities);
        authorities = List.copyOf(authorities);
    }

    public static Certificates none() {
        return new Certificates(List.of(), List.of());
    }

    /** Few words: it holds secrets. */
    @Override
    public String toString() {
        return "Certificates[" + identities.size() + "]";
    }
}
