package org.junicorn.container.security;

import java.io.Serializable;
import java.security.Principal;
import java.util.Set;

/**
 * A user who is known, as the application sees him ({@code getUserPrincipal}). Immutable.
 *
 * @param roles as the application's constraints name them
 */
public record Identity(String name, Set<String> roles) implements Principal, Serializable {
    public Identity {
        roles = Set.copyOf(roles);
    }

    @Override
    public String getName() {
        return name;
    }

    /** The name alone, since applications print a principal to greet its owner. */
    @Override
    public String toString() {
        return name;
    }
}
