package org.junicorn.container.security;

import java.util.Map;
import java.util.Optional;

/** Identities that were read once. Immutable. */
final class KnownUsers implements Identities {
    private final Map<String, User> users;
    private final PasswordForm form;
    private final String decoy;

    /** @param password empty: there is none to log in with */
    record User(Identity identity, Optional<String> password) {}

    KnownUsers(Map<String, User> users, PasswordForm form) {
        this.users = Map.copyOf(users);
        this.form = form;
        this.decoy = users.values().stream()
                .flatMap(user -> user.password().stream())
                .findFirst()
                .orElse("");
    }

    /** For a name that is not known, somebody else's password is tried: the time must not tell who exists. */
    @Override
    public Optional<Identity> verify(String name, String password) {
        Optional<User> user = Optional.ofNullable(users.get(name));
        Optional<String> kept = user.flatMap(User::password);
        boolean matches = form.matches(password, kept.orElse(decoy));
        return user.filter(found -> matches && kept.isPresent()).map(User::identity);
    }

    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        Optional<User> user = Optional.ofNullable(users.get(name));
        Optional<String> kept = user.flatMap(User::password);
        boolean matches = form.matches(name, proof, kept.orElse(decoy));
        return user.filter(found -> matches && kept.isPresent()).map(User::identity);
    }

    @Override
    public Optional<Identity> find(String name) {
        return Optional.ofNullable(users.get(name)).map(User::identity);
    }

    @Override
    public Optional<Identity> recall(Identity known) {
        return find(known.name());
    }
}
