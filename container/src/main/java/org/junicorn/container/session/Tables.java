package org.junicorn.container.session;

import static org.junicorn.container.session.Lmdb.MEMORY;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junicorn.container.session.SessionRecord.Entry;
import org.junicorn.container.session.SessionStore.Stored;
import org.junicorn.container.session.SessionStore.Value;

/**
 * What is where in the local store's file: the table "sessions" has a {@link SessionRecord} under each id, so that expiry
 * reads no values; "values" has the values in parts under numbers that are never given twice; "state" has the rest. Each
 * method is part of the caller's transaction.
 */
final class Tables {
    private static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "junicorn 1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COUNTERS = "counters".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEASE = "lease".getBytes(StandardCharsets.US_ASCII);

    private final int sessions;
    private final int values;
    private final int state;

    private Tables(int sessions, int values, int state) {
        this.sessions = sessions;
        this.values = values;
        this.state = state;
    }

    static Tables open(Environment environment, Path file) throws StoreException {
        return environment.write(transaction -> {
            boolean empty = transaction.isEmpty();
            int state = transaction.table("state", 0);
            byte[] format = transaction.get(state, FORMAT);
            if (!empty && !Arrays.equals(format, VERSION)) {
                throw new StoreException(
                        Environment.damaged(file, "it has been written by another program or version"));
            }
            if (empty) {
                transaction.put(state, FORMAT, VERSION);
            }
            return new Tables(transaction.table("sessions", 0), transaction.table("values", Lmdb.LONG_KEYS), state);
        });
    }

    /** @return null if there is none */
    SessionRecord find(Transaction transaction, byte[] key) throws LmdbException {
        byte[] bytes = transaction.get(sessions, key);
        return bytes == null ? null : SessionRecord.parse(bytes);
    }

    void put(Transaction transaction, byte[] key, SessionRecord session) throws LmdbException {
        transaction.put(sessions, key, session.bytes());
    }

    /** With the bytes of what is newer than {@code known}. */
    Stored content(Transaction transaction, SessionRecord session, long known) throws LmdbException {
        Map<String, Value> content = new HashMap<>();
        for (Map.Entry<String, Entry> one : session.entries().entrySet()) {
            Entry entry = one.getValue();
            byte[] bytes = entry.version() > known ? value(transaction, entry) : null;
            content.put(one.getKey(), new Value(entry.version(), bytes));
        }
        return new Stored(session.header(), session.version(), content);
    }

    private byte[] value(Transaction transaction, Entry entry) throws LmdbException {
        byte[] bytes = new byte[entry.length()];
        int parts = Counters.parts(entry.length());
        for (int i = 0; i < parts; i++) {
            int from = i * Counters.PART;
            transaction.get(values, entry.key() + i, bytes, from, Math.min(Counters.PART, entry.length() - from));
        }
        return bytes;
    }

    /** Writes them to where the record says. */
    void putValues(Transaction transaction, SessionRecord session, Map<String, byte[]> set) throws LmdbException {
        for (Map.Entry<String, byte[]> one : set.entrySet()) {
            Entry entry = session.entries().get(one.getKey());
            int parts = Counters.parts(entry.length());
            for (int i = 0; i < parts; i++) {
                int from = i * Counters.PART;
                transaction.put(
                        values, entry.key() + i, one.getValue(), from, Math.min(Counters.PART, entry.length() - from));
            }
        }
    }

    /** @param entry null if there is none */
    void deleteValue(Transaction transaction, Entry entry) throws LmdbException {
        if (entry != null) {
            int parts = Counters.parts(entry.length());
            for (int i = 0; i < parts; i++) {
                transaction.delete(values, entry.key() + i);
            }
        }
    }

    /** Removes a session and returns what it had. */
    Optional<Stored> take(Transaction transaction, byte[] key) throws LmdbException {
        SessionRecord found = find(transaction, key);
        return found == null ? Optional.empty() : Optional.of(take(transaction, key, found));
    }

    /** Removes a session if it has expired and returns what it had. */
    Optional<Stored> takeExpired(Transaction transaction, byte[] key, long now) throws LmdbException {
        SessionRecord found = find(transaction, key);
        return found == null || !found.header().expired(now)
                ? Optional.empty()
                : Optional.of(take(transaction, key, found));
    }

    private Stored take(Transaction transaction, byte[] key, SessionRecord session) throws LmdbException {
        Stored content = content(transaction, session, 0);
        for (Entry entry : session.entries().values()) {
            deleteValue(transaction, entry);
        }
        transaction.delete(sessions, key);
        Counters counters = counters(transaction);
        counters.ended(session.version());
        put(transaction, counters);
        return content;
    }

    boolean rename(Transaction transaction, byte[] key, byte[] newKey) throws LmdbException {
        byte[] record = transaction.get(sessions, key);
        if (record == null || transaction.get(sessions, newKey) != null) {
            return false;
        }
        transaction.delete(sessions, key);
        transaction.put(sessions, newKey, record);
        return true;
    }

    /** The keys of up to {@code limit} sessions that have expired. */
    List<byte[]> expired(Transaction transaction, long now, int limit) throws LmdbException {
        List<byte[]> keys = new ArrayList<>();
        transaction.scan(sessions, (key, length, value) -> {
            long accessed = MEMORY.getLong(value + SessionRecord.ACCESSED);
            int maxInactive = MEMORY.getInt(value + SessionRecord.MAX_INACTIVE);
            if (keys.size() < limit && maxInactive > 0 && now >= accessed + maxInactive * 1000L) {
                keys.add(MEMORY.getByteArray(key, length));
            }
            return keys.size() < limit;
        });
        return keys;
    }

    long count(Transaction transaction) throws LmdbException {
        return transaction.entries(sessions);
    }

    Set<String> ids(Transaction transaction) throws LmdbException {
        Set<String> ids = new HashSet<>();
        transaction.scan(sessions, (key, length, value) -> {
            ids.add(new String(MEMORY.getByteArray(key, length), StandardCharsets.UTF_8));
            return true;
        });
        return ids;
    }

    Counters counters(Transaction transaction) throws LmdbException {
        byte[] bytes = transaction.get(state, COUNTERS);
        return bytes == null ? Counters.first() : Counters.parse(bytes);
    }

    void put(Transaction transaction, Counters counters) throws LmdbException {
        if (counters.changed()) {
            transaction.put(state, COUNTERS, counters.bytes());
        }
    }

    Lease lease(Transaction transaction) throws LmdbException {
        byte[] bytes = transaction.get(state, LEASE);
        return bytes == null ? Lease.NONE : Lease.parse(bytes);
    }

    void put(Transaction transaction, Lease lease) throws LmdbException {
        transaction.put(state, LEASE, lease.bytes());
    }
}
