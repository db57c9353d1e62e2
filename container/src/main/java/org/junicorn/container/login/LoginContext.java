package org.junicorn.container.login;

import io.undertow.security.api.AuthenticationMechanism;
import io.undertow.security.api.NotificationReceiver;
import io.undertow.security.api.SecurityContext;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.IdentityManager;
import io.undertow.servlet.api.SecurityInfo.EmptyRoleSemantic;
import io.undertow.servlet.api.SingleConstraintMatch;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.junicorn.container.security.IdentitiesUnavailableException;
import org.junicorn.container.security.Identity;

/** What undertow-servlet asks of a request's security, and HttpServletRequest through it. */
final class LoginContext implements SecurityContext {
    private static final Logger LOG = Logger.getLogger(LoginContext.class);

    private final Visit visit;
    private final LoginMethod method;
    private boolean required;
    private boolean inApplication;
    private boolean rolesUnchecked;

    LoginContext(Visit visit, LoginMethod method) {
        this.visit = visit;
        this.method = method;
    }

    /**
     * Called first by undertow-servlet, for each request, then by the application ({@code
     * HttpServletRequest.authenticate}). The former sends the error whose status is set; for the latter that is ours to
     * do.
     */
    @Override
    public boolean authenticate() {
        boolean first = !inApplication;
        inApplication = true;
        if (first) {
            rolesUnchecked = true;
            required = constrained(); // undertow-servlet also asks for each path that ends in j_security_check
            if (required) {
                PrivatePages.mark(visit.exchange());
            }
        }
        if (!required && !method.claims(visit) || isAuthenticated()) {
            return true;
        }
        try {
            boolean goesOn = method.authenticate(visit);
            if (!goesOn
                    && !first
                    && visit.exchange().getStatusCode() >= 400
                    && !visit.response().isCommitted()) {
                visit.response().sendError(visit.exchange().getStatusCode());
            }
            return goesOn;
        } catch (IdentitiesUnavailableException e) {
            unavailable(e, first);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is not the user's fault, so it is not said to be: 503, and a line for whom it concerns. */
    private void unavailable(IdentitiesUnavailableException e, boolean first) {
        LOG.errorf("nobody can log in now: %s", e.getMessage());
        visit.exchange().getResponseHeaders().remove(Headers.WWW_AUTHENTICATE);
        visit.exchange().setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
        try {
            if (!first && !visit.response().isCommitted()) {
                visit.response().sendError(StatusCodes.SERVICE_UNAVAILABLE);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What nobody may see needs no log-in: it is refused in any case. */
    private boolean constrained() {
        List<SingleConstraintMatch> constraints = visit.context().getRequiredConstrains();
        return constraints != null
                && constraints.stream()
                        .anyMatch(constraint -> !constraint.getRequiredRoles().isEmpty()
                                || constraint.getEmptyRoleSemantic() == EmptyRoleSemantic.AUTHENTICATE);
    }

    @Override
    public boolean login(String name, String password) {
        try {
            Optional<Identity> identity = visit.realm().identities().verify(name, password);
            identity.ifPresent(visit::admit);
            return identity.isPresent();
        } catch (IdentitiesUnavailableException e) {
            LOG.errorf("nobody can log in now: %s", e.getMessage());
            return false;
        }
    }

    @Override
    public void logout() {
        visit.forget();
    }

    @Override
    public void setAuthenticationRequired() {
        required = true;
    }

    @Override
    public boolean isAuthenticationRequired() {
        return required;
    }

    @Override
    public boolean isAuthenticated() {
        return visit.account().isPresent();
    }

    /**
     * The first to ask after {@link #authenticate} is undertow-servlet, before the filters, to check roles. Where none are
     * required it need not know, and the session need not be asked.
     */
    @Override
    public Account getAuthenticatedAccount() {
        boolean unneeded = rolesUnchecked && !required;
        rolesUnchecked = false;
        if (unneeded) {
            return null;
        }
        return visit.account().orElse(null);
    }

    @Override
    public String getMechanismName() {
        return visit.account().map(KnownAccount::method).orElse(null);
    }

    @Override
    public void authenticationComplete(Account account, String mechanism, boolean caching) {
        throw new UnsupportedOperationException("only the ways of logging in of this package are used");
    }

    @Override
    public void authenticationFailed(String message, String mechanism) {
        throw new UnsupportedOperationException("only the ways of logging in of this package are used");
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public void addAuthenticationMechanism(AuthenticationMechanism mechanism) {
        throw new UnsupportedOperationException("only the ways of logging in of this package are used");
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public List<AuthenticationMechanism> getAuthenticationMechanisms() {
        return List.of();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public IdentityManager getIdentityManager() {
        throw new UnsupportedOperationException("only the ways of logging in of this package are used");
    }

    /** Nobody is notified: what Undertow does when told of a log-in is done here. */
    @Override
    public void registerNotificationReceiver(NotificationReceiver receiver) {
        // as above
    }

    @Override
    public void removeNotificationReceiver(NotificationReceiver receiver) {
        // as above
    }
}
