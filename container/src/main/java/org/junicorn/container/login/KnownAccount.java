package org.junicorn.container.login;

import io.undertow.security.idm.Account;
import java.security.Principal;
import java.util.Set;
import org.junicorn.container.security.Identity;

/**
 * An identity as Undertow wants it.
 *
 * @param method how it was proved, one of the constants of HttpServletRequest, the same object
 */
record KnownAccount(Identity identity, String method) implements Account {
    @Override
    public Principal getPrincipal() {
        return identity;
    }

    @Override
    public Set<String> getRoles() {
        return identity.roles();
    }
}
