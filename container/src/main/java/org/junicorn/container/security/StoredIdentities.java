package org.junicorn.container.security;

import java.util.Optional;
import java.util.Set;

/**
 * Identities of a store that is asked anew each time, such as a database. A session that has logged in keeps the roles
 * that it had then, as on Tomcat: the store is not asked with each request.
 */
public final class StoredIdentities implements Identities {
    private final Store store;
    private final PasswordForm form;

    /** For a name that is not known somebody else's password is tried: the time must not tell who exists. */
    private volatile String decoy = "";

    /** Where users are. Called by any number of threads; may block. */
    public interface Store {
        /**
         * The password of a user as it is kept; empty if there is no such user.
         *
         * @throws IdentitiesUnavailableException if the store cannot be asked
         */
        Optional<String> password(String user);

        /** The roles of a user whose password was right. */
        Set<String> roles(String user);
    }

    public StoredIdentities(Store store, PasswordForm form) {
        this.store = store;
        this.form = form;
    }

    @Override
    public Optional<Identity> verify(String name, String password) {
        Optional<String> kept = store.password(name);
        boolean matches = form.matches(password, kept.orElse(decoy));
        kept.ifPresent(seen -> decoy = seen);
        return matches && kept.isPresent() ? Optional.of(identity(name)) : Optional.empty();
    }

    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        return store.password(name)
                .filter(kept -> form.matches(name, proof, kept))
                .map(kept -> identity(name));
    }

    /** Whether or not there is a password: who it is was proved in another way. */
    @Override
    public Optional<Identity> find(String name) {
        return Optional.of(identity(name));
    }

    @Override
    public Optional<Identity> recall(Identity known) {
        return Optional.of(known);
    }

    private Identity identity(String name) {
        return new Identity(name, store.roles(name));
    }
}
