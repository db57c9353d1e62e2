package org.junicorn.container.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How sessions are kept.
 *
 * @param store {@code local}, {@code memory}, or the URL of a Redis, see {@code session_store}
 * @param password of Redis, or empty
 * @param folder of the local store, private to the server's user
 * @param size most bytes of the local store of one application
 * @param timeout how long a request waits for Redis
 * @param failure what a request gets that needs a session which the store cannot give
 * @param filter further rules in the syntax of {@link java.io.ObjectInputFilter.Config#createFilter}, or empty
 * @param cache most bytes, in serialized form, of the live objects that this worker keeps
 * @param worker the name of this worker, unique on all machines that share the store, made of letters, digits, "-", "."
 * @param slot the worker's number, from 1
 */
public record SessionSettings(
        String store,
        String password,
        Optional<Path> folder,
        long size,
        Duration timeout,
        Failure failure,
        String filter,
        long cache,
        String worker,
        int slot) {

    /** What a request gets whose session cannot be had. */
    public enum Failure {
        /** 503 with {@code Retry-After}. */
        ERROR,
        /** What this worker has of the session, or a new one. */
        LOCAL
    }

    /** Sessions of one worker, as Tomcat's plain manager keeps them. */
    public static SessionSettings memory() {
        return new SessionSettings(
                "memory", "", Optional.empty(), 0, Duration.ofSeconds(1), Failure.ERROR, "", 0, "worker", 1);
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "SessionSettings[store=" + store.replaceFirst("//[^@/]*@", "//***@") + ", worker=" + worker + "]";
    }
}
