package org.junicorn.container.tls;

import java.time.Duration;
import java.util.List;

/**
 * How connections are encrypted, and what clients that come without are told.
 *
 * @param certificates what to begin with; without an identity nothing can be served over TLS
 * @param clients whether clients must show a certificate
 * @param protocols as in JSSE: {@code TLSv1.2}, {@code TLSv1.3}
 * @param ciphers as in JSSE; empty: those with forward secrecy and authenticated encryption
 * @param handshakeTimeout from the first byte to the end of the handshake; more than zero
 * @param ocspStapling whether a certificate is sent with its issuer's word that it is not revoked (RFC 6066, 8)
 * @param redirectPort where clients reach the server by https; 0 if they cannot
 * @param redirect whether a request that came without TLS is sent there
 * @param hsts value of the header Strict-Transport-Security (RFC 6797), or empty
 */
public record TlsOptions(
        Certificates certificates,
        ClientCertificates clients,
        List<String> protocols,
        List<String> ciphers,
        Duration handshakeTimeout,
        boolean ocspStapling,
        int redirectPort,
        boolean redirect,
        String hsts) {
    public TlsOptions {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** Serves nothing over TLS, and tells nobody about it. */
    public static TlsOptions none() {
        return of(Certificates.none());
    }

    /** The same as by default, with these certificates. */
    public static TlsOptions of(Certificates certificates) {
        return new TlsOptions(
                certificates,
                ClientCertificates.NONE,
                List.of("TLSv1.2", "TLSv1.3"),
                List.of(),
                Duration.ofSeconds(10),
                false,
                0,
                false,
                "");
    }

    public TlsOptions with(ClientCertificates asked) {
        return new TlsOptions(
                certificates, asked, protocols, ciphers, handshakeTimeout, ocspStapling, redirectPort, redirect, hsts);
    }

    /** The same for clients that are told where to go. */
    public TlsOptions telling(int port, boolean redirected, String strictTransport) {
        return new TlsOptions(
                certificates,
                clients,
                protocols,
                ciphers,
                handshakeTimeout,
                ocspStapling,
                port,
                redirected,
                strictTransport);
    }

    /** The same with another limit for handshakes. */
    public TlsOptions within(Duration handshake) {
        return new TlsOptions(
                certificates, clients, protocols, ciphers, handshake, ocspStapling, redirectPort, redirect, hsts);
    }
}
