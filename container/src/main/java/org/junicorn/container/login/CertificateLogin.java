package org.junicorn.container.login;

import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junicorn.container.security.Identity;

/** The certificate of a TLS connection; the user's name is its subject (Tomcat: X509SubjectDnRetriever). */
final class CertificateLogin implements LoginMethod {
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    @Override
    public String name() {
        return HttpServletRequest.CLIENT_CERT_AUTH;
    }

    @Override
    public boolean authenticate(Visit visit) {
        Optional<Identity> identity = certificate(visit).flatMap(found -> visit.realm()
                .identities()
                .find(found.getSubjectX500Principal().toString()));
        identity.ifPresentOrElse(visit::admit, () -> visit.exchange().setStatusCode(StatusCodes.UNAUTHORIZED));
        return identity.isPresent();
    }

    /** Undertow sets the attribute behind the log-in: in front of it the connection is asked. */
    private static Optional<X509Certificate> certificate(Visit visit) {
        if (visit.request().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
            return Optional.of(chain[0]);
        }
        SSLSessionInfo session = visit.exchange().getConnection().getSslSessionInfo();
        if (session == null) {
            return Optional.empty();
        }
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate own
                    ? Optional.of(own)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
            return Optional.empty(); // it has shown none
        }
    }
}
