package org.junicorn.container.security;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Refuses for five minutes whoever has failed five times in a row, on whichever worker (Tomcat: LockOutRealm with its
 * defaults, which the shipped server.xml uses). A further failure begins the five minutes anew; a success forgets all.
 * Names that do not exist are counted too, or the difference would tell which do.
 *
 * <p>A name's record is in one of eight places that a keyed hash of it leads to. If all are taken, the one that matters
 * least gives way: not locked before locked, then the one whose failure is longest ago. A record holds 32 bits of a hash
 * of the name, the count in 4 bits, and the time in seconds of the board's age in 28 bits, which is eight years.
 */
public final class LockOut implements Identities {
    static final int MOST_FAILURES = 5;
    static final Duration LOCKED_FOR = Duration.ofSeconds(300);

    private static final Logger LOG = Logger.getLogger(LockOut.class);
    private static final int PLACES = 8;
    private static final int BUCKETS = LoginBoard.FAILURES / PLACES;

    /** Failures that a record can count. */
    public static final int HIGHEST_COUNT = 15;

    private static final long SECONDS_MASK = (1L << 28) - 1;

    private final Identities identities;
    private final LoginBoard board;
    private final String scope;
    private final int mostFailures;
    private final Duration lockedFor;

    LockOut(Identities identities, LoginBoard board) {
        this(identities, board, "", MOST_FAILURES, LOCKED_FOR);
    }

    private LockOut(Identities identities, LoginBoard board, String scope, int failures, Duration lockedFor) {
        this.identities = identities;
        this.board = board;
        this.scope = scope;
        this.mostFailures = failures;
        this.lockedFor = lockedFor;
    }

    /** With the defaults. */
    static LockOut around(Identities identities, LoginBoard board, String scope) {
        return new LockOut(identities, board, scope, MOST_FAILURES, LOCKED_FOR);
    }

    /**
     * @param scope sets these names apart from equal ones of others; "" for those of the server's own users
     * @param failures in a row that lock, from 1 to {@link #HIGHEST_COUNT}
     */
    public static LockOut of(Identities identities, LoginBoard board, String scope, int failures, Duration lockedFor) {
        if (failures < 1 || failures > HIGHEST_COUNT) {
            throw new IllegalArgumentException(failures + " failures");
        }
        return new LockOut(identities, board, scope, failures, lockedFor);
    }

    @Override
    public Optional<Identity> verify(String name, String password) {
        return filter(name, identities.verify(name, password));
    }

    @Override
    public Optional<Identity> verify(String name, DigestProof proof) {
        return filter(name, identities.verify(name, proof));
    }

    @Override
    public Optional<Identity> find(String name) {
        return filter(name, identities.find(name));
    }

    /** A session goes on, as on Tomcat: else anybody could throw anybody out. */
    @Override
    public Optional<Identity> recall(Identity known) {
        return identities.recall(known);
    }

    @Override
    public void close() {
        identities.close();
    }

    private Optional<Identity> filter(String name, Optional<Identity> found) {
        Key key = key(name);
        if (found.isEmpty()) {
            failed(key);
        }
        if (locked(key)) {
            LOG.warnf(
                    "the user \"%s\" is locked out after %d failures, for %d seconds since the last one",
                    printable(name), mostFailures, lockedFor.toSeconds());
            return Optional.empty();
        }
        if (found.isPresent()) {
            forget(key);
        }
        return found;
    }

    private record Key(int bucket, int tag) {
        boolean owns(long record) {
            return record != 0 && (int) (record >>> 32) == tag;
        }
    }

    private Key key(String name) {
        ByteBuffer code = ByteBuffer.wrap(board.code((scope.isEmpty() ? "user:" : "user of " + scope + ":") + name));
        return new Key(Integer.remainderUnsigned(code.getInt(), BUCKETS), code.getInt());
    }

    private long now() {
        return board.age().toSeconds() & SECONDS_MASK;
    }

    private static int count(long record) {
        return (int) (record >>> 28) & HIGHEST_COUNT;
    }

    private static long seconds(long record) {
        return record & SECONDS_MASK;
    }

    private static long record(Key key, int count, long now) {
        return ((long) key.tag() << 32) | ((long) Math.min(count, HIGHEST_COUNT) << 28) | now;
    }

    private boolean locks(long record, long now) {
        return count(record) >= mostFailures && now - seconds(record) < lockedFor.toSeconds();
    }

    private boolean locked(Key key) {
        long now = now();
        for (int i = first(key); i < first(key) + PLACES; i++) {
            long record = board.failure(i);
            if (key.owns(record) && locks(record, now)) {
                return true;
            }
        }
        return false;
    }

    /** Tries again while others change the same places; each of them has made progress then. */
    private void failed(Key key) {
        while (true) {
            long now = now();
            int place = place(key, now);
            long before = board.failure(place);
            boolean again = key.owns(before);
            boolean expired = again && count(before) >= mostFailures && !locks(before, now);
            int count = again && !expired ? count(before) + 1 : 1;
            if (board.changeFailure(place, before, record(key, count, now))) {
                return;
            }
        }
    }

    /** The place of this name's record, else a free one, else the one that matters least. */
    private int place(Key key, long now) {
        int best = first(key);
        for (int i = best; i < first(key) + PLACES; i++) {
            if (key.owns(board.failure(i))) {
                return i;
            }
            if (matters(board.failure(i), now) < matters(board.failure(best), now)) {
                best = i;
            }
        }
        return best;
    }

    private long matters(long record, long now) {
        return record == 0 ? -1 : seconds(record) + (locks(record, now) ? SECONDS_MASK + 1 : 0);
    }

    private void forget(Key key) {
        for (int i = first(key); i < first(key) + PLACES; i++) {
            long record = board.failure(i);
            if (key.owns(record)) {
                board.changeFailure(i, record, 0); // if it changed just now, somebody has failed after this success
            }
        }
    }

    private static int first(Key key) {
        return key.bucket() * PLACES;
    }

    /** A name as a log may show it: it comes from anybody. */
    private static String printable(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        return shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
