package org.junicorn.container.login;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.LoginConfig;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.junicorn.container.security.Realm;
import org.junicorn.container.session.StoreUnavailableException;

/**
 * The outermost of the security handlers: gives each request a security context of ours. It runs on the request's
 * servlet thread, before the constraints are looked up.
 */
public final class LoginHandler implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(LoginHandler.class);

    private final Realm realm;
    private final LoginMethod method;
    private final HttpHandler next;

    private LoginHandler(Realm realm, LoginMethod method, HttpHandler next) {
        this.realm = realm;
        this.method = method;
        this.next = next;
    }

    /** Puts handlers in front of others. */
    @FunctionalInterface
    public interface InFront {
        HttpHandler of(HttpHandler next);
    }

    /**
     * @param name {@code BASIC}, {@code DIGEST}, {@code FORM} or {@code CLIENT-CERT} in any case; empty: there is no way
     *     to log in but the application's own
     * @param config the realm's name and FORM's pages
     * @param landingPage where FORM leads who has come from nowhere, with a slash at its beginning
     * @param savedBytes how long a body may be that is put aside while its sender logs in
     * @param onRestore called when a request was put in another's place, whose body is another
     * @throws IllegalArgumentException if there is no such method
     */
    public static InFront with(
            Realm realm,
            String name,
            LoginConfig config,
            Optional<String> landingPage,
            int savedBytes,
            Consumer<HttpServerExchange> onRestore) {
        LoginMethod method =
                switch (name.toUpperCase(Locale.ROOT).replace('_', '-')) {
                    case "" -> new NoLogin();
                    case "BASIC" -> new BasicLogin(config.getRealmName());
                    case "DIGEST" -> new DigestLogin(config.getRealmName());
                    case "FORM" ->
                        new FormLogin(config.getLoginPage(), config.getErrorPage(), landingPage, savedBytes, onRestore);
                    case "CLIENT-CERT" -> new CertificateLogin();
                    default -> throw new IllegalArgumentException(name);
                };
        return next -> new LoginHandler(realm, method, next);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Visit visit = new Visit(exchange, realm, method);
        try {
            method.restore(visit);
        } catch (StoreUnavailableException e) {
            // What needs no session is served without.
            LOG.debugf(e, "a request that was put aside, if there is one, stays where it is");
        }
        exchange.setSecurityContext(new LoginContext(visit, method));
        next.handleRequest(exchange);
    }
}
