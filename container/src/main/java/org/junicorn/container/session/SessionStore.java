package org.junicorn.container.session;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the sessions of one application are, for all processes that serve it. Every method is one atomic step: no reader
 * sees half of an update, also of a process that is killed in the middle of one. Safe for use by several threads.
 *
 * <p>Times are milliseconds since the epoch. Versions rise with every update of a session and also across the end of a
 * session and the beginning of another one with the same id: a store begins at {@code created << 20}.
 */
public interface SessionStore extends AutoCloseable {
    /** Attributes of a session that are longer than this in total are refused by every store (bytes). */
    long LARGEST_SESSION = 256L << 20;

    /**
     * What a session has beside its attributes.
     *
     * @param created when it was made
     * @param accessed when the request before the last one, or the last one, began; may be behind by a second
     * @param maxInactive seconds after {@code accessed} at which it ends; 0 or less: never
     * @param owner the worker that alone has attributes of it that cannot be stored, or empty
     */
    record Header(long created, long accessed, int maxInactive, String owner) {
        /** Whether it has ended by then. */
        public boolean expired(long now) {
            return maxInactive > 0 && now >= accessed + maxInactive * 1000L;
        }
    }

    /**
     * An attribute.
     *
     * @param version of the session when it was written
     * @param bytes its value; null if the reader knows this version already. Not to be changed
     */
    record Value(long version, byte[] bytes) {}

    /**
     * A session as it was at one moment.
     *
     * @param version rises with each update, also with those that change no attribute
     * @param values all attributes by name
     */
    record Stored(Header header, long version, Map<String, Value> values) {
        public Stored {
            values = Map.copyOf(values);
        }
    }

    /**
     * What a request has changed.
     *
     * @param header as it is now; of a session that exists, what the fields of {@code written} name is written
     * @param written the fields of the header that have changed
     * @param set attributes with their new bytes
     * @param removed names of attributes, none of them in {@code set}
     */
    record Update(Header header, Set<Field> written, Map<String, byte[]> set, Set<String> removed) {
        public Update {
            written = Set.copyOf(written);
            set = Map.copyOf(set);
            removed = Set.copyOf(removed);
        }

        public boolean isEmpty() {
            return written.isEmpty() && set.isEmpty() && removed.isEmpty();
        }
    }

    /** A field of the header. */
    enum Field {
        /** Written only if it is later than what is stored. */
        ACCESSED,
        MAX_INACTIVE,
        OWNER
    }

    /** A session that has ended, with its whole content, to tell the application's listeners. */
    record Ended(String id, Stored content) {}

    /**
     * Reads a session.
     *
     * @param known a version: the bytes of attributes that are not newer are left out; 0 for all bytes
     * @return empty if there is none; an expired one that nobody has removed yet is returned
     */
    Optional<Stored> read(String id, long known) throws StoreException;

    /**
     * Makes a session of all that {@code first} has.
     *
     * @return its version, or empty if there is one of this id
     */
    Optional<Long> create(String id, Update first) throws StoreException;

    /**
     * Changes a session that exists.
     *
     * @return the session's new version, which is that of each attribute set; empty if there is no such session, and
     *     nothing is changed then
     */
    Optional<Long> update(String id, Update update) throws StoreException;

    /**
     * Ends a session.
     *
     * @return what it had, to one caller only; empty if there was none
     */
    Optional<Stored> remove(String id) throws StoreException;

    /** Ends a session if it has expired by then, as {@link #remove}; a request may have come in between. */
    Optional<Stored> removeExpired(String id, long now) throws StoreException;

    /**
     * Gives a session another id. Its versions stay.
     *
     * @return whether there was one of the first id and none of the second
     */
    boolean rename(String id, String newId) throws StoreException;

    /** Ends up to {@code limit} sessions that have expired by then. Each is returned to one caller only. */
    List<Ended> expire(long now, int limit) throws StoreException;

    /**
     * Whether this process is the one that calls {@link #expire}: the first that asks, until it has not asked for
     * {@code millis}. So expiry runs once per machine, and goes on when that process dies.
     *
     * @param self this process's name, unique among all that use the store
     */
    boolean leads(String self, long millis) throws StoreException;

    /** How many sessions there are, those that have expired and are not removed yet among them. */
    long count() throws StoreException;

    /** The ids of all sessions. */
    Set<String> ids() throws StoreException;

    /** Gives back what it has open. What is stored stays. */
    @Override
    void close();
}
