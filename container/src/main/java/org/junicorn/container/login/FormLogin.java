package org.junicorn.container.login;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.junicorn.container.security.Identity;

/**
 * The application's own page (Servlet 6.1, 13.6.3). The request is put aside in the session, the page is shown in its
 * place, and {@code j_security_check} sends the browser back to where it was, with 303 so that it asks with GET; the
 * request that was put aside is answered then.
 *
 * <p>As in Tomcat, the session's id changes before the page is shown, and the form must come with that id: a session that
 * somebody has planted cannot be logged in. A session that was only made for the page lasts two minutes until then.
 */
final class FormLogin implements LoginMethod {
    private static final Logger LOG = Logger.getLogger(FormLogin.class);
    private static final String ACTION = "/j_security_check";
    private static final String SAVED = "io.undertow.junicorn.saved-request";
    private static final String EXPECTED_ID = "io.undertow.junicorn.form-session";
    private static final int SECONDS_TO_LOG_IN = 120;

    private final String loginPage;
    private final String errorPage;
    private final Optional<String> landingPage;
    private final int savedBytes;
    private final Consumer<HttpServerExchange> onRestore;

    FormLogin(
            String loginPage,
            String errorPage,
            Optional<String> landingPage,
            int savedBytes,
            Consumer<HttpServerExchange> onRestore) {
        this.landingPage = landingPage;
        this.loginPage = loginPage;
        this.errorPage = errorPage;
        this.savedBytes = savedBytes;
        this.onRestore = onRestore;
    }

    @Override
    public String name() {
        return HttpServletRequest.FORM_AUTH;
    }

    /** The form may be outside of what it protects. */
    @Override
    public boolean claims(Visit visit) {
        return visit.exchange().getRelativePath().endsWith(ACTION);
    }

    @Override
    public void restore(Visit visit) {
        Optional<Session> session = visit.session();
        if (session.isEmpty()
                || visit.account().isEmpty()
                || !(session.get().getAttribute(SAVED) instanceof SavedRequest saved)
                || !saved.path().equals(visit.exchange().getRelativePath())
                || !visit.exchange().isRequestComplete()
                || !comesWithExpectedId(visit, session.get())) {
            return;
        }
        session.get().removeAttribute(SAVED);
        session.get().removeAttribute(EXPECTED_ID);
        saved.restore(visit.exchange());
        onRestore.accept(visit.exchange());
    }

    private static boolean comesWithExpectedId(Visit visit, Session session) {
        String requested = visit.request().getRequestedSessionId();
        return requested != null && requested.equals(session.getAttribute(EXPECTED_ID));
    }

    @Override
    public boolean authenticate(Visit visit) throws IOException {
        if (claims(visit)) {
            check(visit);
        } else {
            ask(visit);
        }
        return false;
    }

    private void ask(Visit visit) throws IOException {
        HttpServerExchange exchange = visit.exchange();
        HttpSessionImpl session = visit.sessionOrNew();
        int timeout = session.getSession().getAttribute(SAVED) instanceof SavedRequest earlier ? earlier.timeout() : -1;
        if (session.isNew() && session.getMaxInactiveInterval() > SECONDS_TO_LOG_IN) {
            timeout = session.getMaxInactiveInterval();
            session.setMaxInactiveInterval(SECONDS_TO_LOG_IN);
        }
        Optional<SavedRequest> saved = SavedRequest.of(exchange, savedBytes, timeout);
        if (saved.isEmpty()) {
            String excess = "the body is too long to be kept during the login; max_save_post_size = " + savedBytes;
            LOG.debugf("%s: %s", exchange.getRequestPath(), excess);
            visit.response().sendError(StatusCodes.FORBIDDEN, excess);
            return;
        }
        session.getSession().setAttribute(SAVED, saved.get());
        session.getSession().setAttribute(EXPECTED_ID, visit.request().changeSessionId());
        HttpString method = exchange.getRequestMethod();
        exchange.setRequestMethod(Methods.GET);
        try {
            show(visit, loginPage, "form-login-page");
        } finally {
            exchange.setRequestMethod(method);
        }
    }

    /** Nobody knows where the user wanted to go (Tomcat: {@code landingPage}). */
    private void land(Visit visit, int otherwise) throws IOException {
        if (landingPage.isEmpty()) {
            visit.exchange().setStatusCode(otherwise);
            return;
        }
        String location = visit.request().getContextPath() + landingPage.get();
        visit.response().sendRedirect(visit.response().encodeRedirectURL(location));
    }

    private void check(Visit visit) throws IOException {
        String user = visit.request().getParameter("j_username");
        String password = visit.request().getParameter("j_password");
        Optional<Identity> identity = user == null || password == null
                ? Optional.empty()
                : visit.realm().identities().verify(user, password);
        if (identity.isEmpty()) {
            show(visit, errorPage, "form-error-page");
            return;
        }
        Optional<Session> session = visit.session();
        if (session.isEmpty() || !comesWithExpectedId(visit, session.get())) {
            session.ifPresent(planted -> planted.invalidate(visit.exchange()));
            land(visit, StatusCodes.REQUEST_TIME_OUT);
            return;
        }
        visit.admit(identity.get());
        session.get().setAttribute(EXPECTED_ID, session.get().getId());
        if (!(session.get().getAttribute(SAVED) instanceof SavedRequest saved)) {
            land(visit, StatusCodes.BAD_REQUEST);
            return;
        }
        if (saved.timeout() > 0) {
            session.get().setMaxInactiveInterval(saved.timeout());
        }
        boolean seeOther = !visit.exchange().getProtocol().equals(Protocols.HTTP_1_0);
        visit.response()
                .sendRedirect(
                        visit.response().encodeRedirectURL(saved.target()),
                        seeOther ? StatusCodes.SEE_OTHER : StatusCodes.FOUND,
                        true);
    }

    private static void show(Visit visit, String page, String element) throws IOException {
        if (page == null || page.isEmpty()) {
            LOG.errorf("web.xml: nobody can log in, since <form-login-config> has no <%s>", element);
            visit.exchange().setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
            return;
        }
        try {
            visit.context()
                    .getServletRequest()
                    .getRequestDispatcher(page.startsWith("/") ? page : "/" + page)
                    .forward(
                            visit.context().getServletRequest(), visit.context().getServletResponse());
        } catch (ServletException | RuntimeException e) {
            LOG.errorf(e, "the page %s, <%s> in web.xml, failed", page, element);
            visit.context().getServletRequest().setAttribute(RequestDispatcher.ERROR_EXCEPTION, e);
            if (!visit.response().isCommitted()) {
                visit.exchange().setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
            }
        }
    }
}
