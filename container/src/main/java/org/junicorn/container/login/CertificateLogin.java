package org.junicorn.container.login;

import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;
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
        Optional<Identity> identity = Optional.empty();
        if (visit.request().getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
            identity = visit.realm()
                    .identities()
                    .find(chain[0].getSubjectX500Principal().toString());
        }
        identity.ifPresentOrElse(visit::admit, () -> visit.exchange().setStatusCode(StatusCodes.UNAUTHORIZED));
        return identity.isPresent();
    }
}
