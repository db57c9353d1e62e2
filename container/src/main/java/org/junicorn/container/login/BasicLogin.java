package org.junicorn.container.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Optional;
import org.junicorn.container.security.Identity;

/** HTTP Basic in UTF-8 (RFC 7617; Tomcat 11: {@code charset="UTF-8"}). */
final class BasicLogin implements LoginMethod {
    private static final String SCHEME = "basic ";

    private final String challenge;

    BasicLogin(String realm) {
        this.challenge = "Basic realm=" + HeaderText.quoted(realm) + ", charset=UTF-8";
    }

    @Override
    public String name() {
        return HttpServletRequest.BASIC_AUTH;
    }

    @Override
    public boolean authenticate(Visit visit) {
        Optional<Identity> identity = Optional.ofNullable(
                        visit.exchange().getRequestHeaders().getFirst(Headers.AUTHORIZATION))
                .flatMap(header -> identity(visit, header));
        if (identity.isPresent()) {
            visit.admit(identity.get());
            return true;
        }
        visit.exchange().getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
        visit.exchange().setStatusCode(StatusCodes.UNAUTHORIZED);
        return false;
    }

    private static Optional<Identity> identity(Visit visit, String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String text;
        try {
            text = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = text.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : visit.realm().identities().verify(text.substring(0, colon), text.substring(colon + 1));
    }
}
