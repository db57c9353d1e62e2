package org.junicorn.container.proxy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import org.xnio.SslClientAuthMode;

/** A client's connection to a proxy, of which the certificate is all that is known. */
final class ForwardedCertificate implements SSLSessionInfo {
    private final X509Certificate certificate;

    ForwardedCertificate(X509Certificate certificate) {
        this.certificate = certificate;
    }

    @Override
    public byte[] getSessionId() {
        return null;
    }

    @Override
    public String getCipherSuite() {
        return null;
    }

    @Override
    public int getKeySize() {
        return 0;
    }

    @Override
    public Certificate[] getPeerCertificates() {
        return new Certificate[] {certificate};
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public javax.security.cert.X509Certificate[] getPeerCertificateChain() {
        throw new UnsupportedOperationException("see getPeerCertificates");
    }

    @Override
    public void renegotiate(HttpServerExchange exchange, SslClientAuthMode mode) throws IOException {
        throw new IOException("only the proxy could ask the client for a certificate");
    }

    @Override
    public SSLSession getSSLSession() {
        return null;
    }
}
