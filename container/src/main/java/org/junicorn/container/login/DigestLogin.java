package org.junicorn.container.login;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.security.DigestProof;
import org.junicorn.container.security.Identity;
import org.junicorn.container.security.Nonces;

/**
 * HTTP Digest with qop "auth" (RFC 7616). SHA-256 is offered before MD5, as Tomcat 11 does, since most clients know only
 * the latter.
 */
final class DigestLogin implements LoginMethod {
    private static final String SCHEME = "digest ";
    private static final List<String> ALGORITHMS = List.of("SHA-256", "MD5");

    private final String realm;

    DigestLogin(String realm) {
        this.realm = realm;
    }

    @Override
    public String name() {
        return HttpServletRequest.DIGEST_AUTH;
    }

    /** Each request has its own proof; a session would be the weaker one. */
    @Override
    public boolean remembered() {
        return false;
    }

    @Override
    public boolean authenticate(Visit visit) {
        Optional<Answer> answer = Optional.ofNullable(
                        visit.exchange().getRequestHeaders().getFirst(Headers.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(header -> HeaderText.parameters(header.substring(SCHEME.length())))
                .flatMap(Answer::of)
                .filter(given -> given.realm().equals(realm)
                        && given.opaque().equals(visit.realm().nonces().opaque())
                        && given.isFor(visit.exchange()));
        boolean stale = false;
        if (answer.isPresent()) {
            Nonces.Use use = visit.realm()
                    .nonces()
                    .use(answer.get().nonce(), answer.get().number(), visit.address());
            if (use != Nonces.Use.WRONG) {
                Optional<Identity> identity = answer.get().verify(visit);
                if (identity.isPresent() && use == Nonces.Use.GOOD) {
                    visit.admit(identity.get());
                    return true;
                }
                stale = identity.isPresent();
            }
        }
        challenge(visit, stale);
        return false;
    }

    private void challenge(Visit visit, boolean stale) {
        HttpServerExchange exchange = visit.exchange();
        String nonce = visit.realm().nonces().issue(visit.address());
        exchange.getResponseHeaders().remove(Headers.WWW_AUTHENTICATE);
        for (String algorithm : ALGORITHMS) {
            exchange.getResponseHeaders()
                    .add(
                            Headers.WWW_AUTHENTICATE,
                            "Digest realm=" + HeaderText.quoted(realm) + ", qop=\"auth\", nonce=\"" + nonce
                                    + "\", opaque=\"" + visit.realm().nonces().opaque() + "\""
                                    + (stale ? ", stale=true" : "") + ", algorithm=" + algorithm);
        }
        exchange.setStatusCode(StatusCodes.UNAUTHORIZED);
    }

    /** What the client says. */
    private record Answer(
            String user,
            String realm,
            String nonce,
            String opaque,
            String uri,
            String response,
            String cnonce,
            String count,
            String algorithm) {

        /** Empty if something is missing or unknown. */
        static Optional<Answer> of(Map<String, String> given) {
            String algorithm = given.getOrDefault("algorithm", "MD5");
            Answer answer = new Answer(
                    given.getOrDefault("username", ""),
                    given.getOrDefault("realm", ""),
                    given.getOrDefault("nonce", ""),
                    given.getOrDefault("opaque", ""),
                    given.getOrDefault("uri", ""),
                    given.getOrDefault("response", ""),
                    given.getOrDefault("cnonce", ""),
                    given.getOrDefault("nc", ""),
                    ALGORITHMS.stream()
                            .filter(algorithm::equalsIgnoreCase)
                            .findFirst()
                            .orElse(""));
            return !answer.user().isEmpty()
                            && !answer.cnonce().isEmpty()
                            && !answer.algorithm().isEmpty()
                            && given.getOrDefault("qop", "").equals("auth")
                            && answer.count().matches("[0-9a-fA-F]{6,8}")
                    ? Optional.of(answer)
                    : Optional.empty();
        }

        long number() {
            return Long.parseLong(count, 16);
        }

        /** The proof is for one target; old Androids write it as an absolute URI (Tomcat: validateUri). */
        boolean isFor(HttpServerExchange exchange) {
            String target = exchange.getRequestURI()
                    + (exchange.getQueryString().isEmpty() ? "" : "?" + exchange.getQueryString());
            return uri.equals(target)
                    || uri.equals(exchange.getRequestScheme() + "://"
                            + exchange.getRequestHeaders().getFirst(Headers.HOST) + target);
        }

        Optional<Identity> verify(Visit visit) {
            String a2 = DigestProof.hex(algorithm, visit.exchange().getRequestMethod() + ":" + uri);
            String rest = nonce + ":" + count + ":" + cnonce + ":auth:" + a2;
            return visit.realm().identities().verify(user, new DigestProof(algorithm, realm, rest, response));
        }
    }
}
