package org.junicorn.container.security;

import java.util.List;
import java.util.Optional;

/**
 * A source of identities. Implementations may be called by any number of threads at once and may block; they answer in
 * the same time whether a name exists or not, as far as they can. One that cannot be asked at the moment throws {@link
 * IdentitiesUnavailableException}.
 */
public interface Identities extends AutoCloseable {
    /** The source that knows nobody. */
    static Identities none() {
        return NoIdentities.INSTANCE;
    }

    /** Several sources, asked in their order; the first that knows somebody decides. */
    static Identities anyOf(List<Identities> sources) {
        return new CombinedIdentities(sources);
    }

    /** The identity of that name, if the password is his. */
    Optional<Identity> verify(String name, String password);

    /** The identity of that name, if the digest is that of his password; empty if this source has no such digest. */
    Optional<Identity> verify(String name, DigestProof proof);

    /** The identity of that name, which something else than a password has proved, such as a certificate. */
    Optional<Identity> find(String name);

    /**
     * What has become of an identity that logged in before and is remembered in a session: its roles may be others now,
     * or it may be gone. A source that cannot tell without a password returns what it is given.
     */
    Optional<Identity> recall(Identity known);

    /** Ends what is held open, such as connections. Nobody asks afterwards. */
    @Override
    default void close() {
        // most hold nothing
    }
}
