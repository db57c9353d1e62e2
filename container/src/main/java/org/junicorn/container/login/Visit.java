package org.junicorn.container.login;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.servlet.spec.HttpSessionImpl;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.junicorn.container.security.Identity;
import org.junicorn.container.security.Realm;

/** One request as the ways of logging in see it: what was sent, its session, and who it turned out to be from. */
final class Visit {
    /** Applications neither see nor set attributes of this name, which undertow-servlet keeps to itself. */
    private static final String LOGIN = "io.undertow.junicorn.login";

    private final HttpServerExchange exchange;
    private final ServletRequestContext context;
    private final Realm realm;
    private final LoginMethod method;
    private Optional<KnownAccount> account = Optional.empty();
    private boolean recalled;

    Visit(HttpServerExchange exchange, Realm realm, LoginMethod method) {
        this.exchange = exchange;
        this.context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        this.realm = realm;
        this.method = method;
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    ServletRequestContext context() {
        return context;
    }

    Realm realm() {
        return realm;
    }

    HttpServletRequestImpl request() {
        return context.getOriginalRequest();
    }

    HttpServletResponse response() {
        return (HttpServletResponse) context.getServletResponse();
    }

    /** The client's address, as the application sees it. */
    String address() {
        return request().getRemoteAddr();
    }

    /** Who the request comes from. The session is asked when this is asked first: most requests need neither. */
    Optional<KnownAccount> account() {
        if (!recalled) {
            recalled = true;
            recall();
        }
        return account;
    }

    /** The session as it is stored, if there is one. */
    Optional<Session> session() {
        return Optional.ofNullable(context.getDeployment().getServletContext().getSession(exchange, false))
                .map(HttpSessionImpl::getSession);
    }

    HttpSessionImpl sessionOrNew() {
        return context.getDeployment().getServletContext().getSession(exchange, true);
    }

    /** Takes the identity that the session remembers, if it is still one. */
    private void recall() {
        if (!method.remembered()) {
            return;
        }
        session().ifPresent(session -> {
            if (session.getAttribute(LOGIN) instanceof RememberedLogin login) {
                account = realm.identities()
                        .recall(login.identity())
                        .map(identity ->
                                new KnownAccount(identity, login.method().intern()));
            }
        });
    }

    /**
     * From now on this request, and if the method is of that kind this session, is that of somebody known. The id of a
     * session that exists is changed, since somebody else may have planted it (Tomcat:
     * changeSessionIdOnAuthentication).
     */
    void admit(Identity identity) {
        recalled = true;
        account = Optional.of(new KnownAccount(identity, method.name()));
        if (session().isPresent()) {
            request().changeSessionId();
            if (method.remembered()) {
                session()
                        .ifPresent(
                                session -> session.setAttribute(LOGIN, new RememberedLogin(identity, method.name())));
            }
        }
    }

    /** This request and this session are nobody's. */
    void forget() {
        recalled = true;
        account = Optional.empty();
        session().ifPresent(session -> session.removeAttribute(LOGIN));
    }
}
