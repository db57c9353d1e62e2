package org.junicorn.container.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes the server's side of TLS connections, with the certificates that were given last. Any thread. */
public final class TlsContext {
    /** How long a handshake waits for an issuer that does not answer; JSSE would wait five seconds. */
    private static final String ISSUER_MILLIS = "1000";

    private final TlsOptions options;
    private final String[] ciphers;
    private volatile SSLContext current;

    /** @throws GeneralSecurityException if it cannot be served with these options */
    public TlsContext(TlsOptions options) throws GeneralSecurityException {
        beforeFirstUse(options);
        this.options = options;
        this.current = context(options.certificates());
        this.ciphers = CipherSuites.chosen(
                        options.ciphers(),
                        List.of(current.getSupportedSSLParameters().getCipherSuites()))
                .toArray(String[]::new);
    }

    /** What JSSE reads from properties of the JVM, once. */
    private static void beforeFirstUse(TlsOptions options) {
        // Costs the server much and the client nothing (CVE-2011-1473), and nobody has a use for it.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        if (options.ocspStapling()) {
            System.setProperty("jdk.tls.server.enableStatusRequestExtension", "true");
            if (System.getProperty("jdk.tls.stapling.responseTimeout") == null) {
                System.setProperty("jdk.tls.stapling.responseTimeout", ISSUER_MILLIS);
            }
        }
    }

    /** Whether a handshake may wait for the issuer of a certificate. */
    public boolean waitsForIssuers() {
        return options.ocspStapling();
    }

    /**
     * Serves whoever connects from now on with other certificates.
     *
     * @throws GeneralSecurityException if they cannot be used; nothing has changed then
     */
    public void renew(Certificates certificates) throws GeneralSecurityException {
        current = context(certificates);
    }

    /** @param protocols what the server speaks on such a connection (ALPN, RFC 7301), the best first */
    public SSLEngine engine(String... protocols) {
        SSLEngine engine = current.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(options.protocols().toArray(String[]::new));
        parameters.setCipherSuites(ciphers);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(protocols);
        switch (options.clients()) {
            case NONE -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext context(Certificates certificates) throws GeneralSecurityException {
        List<Identity> identities = new ArrayList<>();
        for (String text : certificates.identities()) {
            identities.add(Identity.parse(text));
        }
        if (identities.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate to serve with");
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new ServerKeys(identities)}, trust(certificates.authorities()), null);
        return context;
    }

    /** None rather than null, for which the JDK would read its own list of authorities. */
    private static TrustManager[] trust(List<String> authorities) throws GeneralSecurityException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("nothing is read here", e);
        }
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), Identity.certificate(authorities.get(i)));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }
}
