package org.junicorn.container.session;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How sessions are kept.
 *
 * @param stores where; empty: in this worker alone, as Tomcat's plain manager does
 * @param failure what a request gets that needs a session which the store cannot give
 * @param filter further rules in the syntax of {@link java.io.ObjectInputFilter.Config#createFilter}, or empty
 * @param affinity where the workers' sockets are, if requests of a session that has attributes which cannot be stored go
 *     to the worker that has them
 * @param cache most bytes, in serialized form, of the live objects that this worker keeps of an application
 * @param worker the name of this worker, unique among all that share the stores, made of letters, digits, "-" and "."
 * @param slot the worker's number, from 1
 * @param cookie what the operator says of cookies
 */
public record SessionSettings(
        Optional<StoreFactory> stores,
        Failure failure,
        String filter,
        Optional<Path> affinity,
        long cache,
        String worker,
        int slot,
        CookieRules cookie) {

    /** What a request gets whose session cannot be had. */
    public enum Failure {
        /** 503 with {@code Retry-After}. */
        ERROR,
        /** What this worker has of the session, or a new one. */
        LOCAL
    }

    /** The same in other stores. */
    public SessionSettings with(StoreFactory others) {
        return new SessionSettings(Optional.of(others), failure, filter, affinity, cache, worker, slot, cookie);
    }

    /** Sessions of one worker, as Tomcat's plain manager keeps them. */
    public static SessionSettings memory() {
        return new SessionSettings(
                Optional.empty(), Failure.ERROR, "", Optional.empty(), 0, "worker", 1, CookieRules.ofTomcat());
    }
}
