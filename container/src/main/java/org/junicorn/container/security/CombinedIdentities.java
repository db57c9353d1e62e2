package org.junicorn.container.security;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Several sources, asked in their order; the first that knows somebody decides (Tomcat: CombinedRealm). */
final class CombinedIdentities implements Identities {
    private final List<Identities> sources;

    CombinedIdentities(List<Identities> sources) {
        this.sources = List.copyOf(sources);
    }

    /** One that cannot be asked is in nobody's way whom another knows. */
    private Optional<Identity> first(Function<Identities, Optional<Identity>> question) {
        Optional<IdentitiesUnavailableException> unavailable = Optional.empty();
        for (Identities source : sources) {
            try {
                Optional<Identity> found = question.apply(source);
                if (found.isPresent()) {
                    return found;
                }
            } catch (IdentitiesUnavailableException e) {
                unavailable = unavailable.or(() -> Optional.of(e));
            }
        }
        if (unavailable.isPresent()) {
            throw unavailable.get();
        }
        return Optional.empty();
    }

    @Override
    public Optional<Identity> verify(String name, String password) {
        return first(source -> source.verify(name, password));
    }

    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        return first(source -> source.verify(name, proof));
    }

    @Override
    public Optional<Identity> find(String name) {
        return first(source -> source.find(name));
    }

    @Override
    public Optional<Identity> recall(Identity known) {
        return first(source -> source.recall(known));
    }

    @Override
    public void close() {
        sources.forEach(Identities::close);
    }
}
