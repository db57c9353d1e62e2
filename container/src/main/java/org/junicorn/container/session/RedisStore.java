package org.junicorn.container.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Sessions in a Redis or Valkey that several machines share. Each session is one key, so it also works on a cluster; all
 * that must be one step is one script. Any thread.
 */
public final class RedisStore implements SessionStore {
    private static final int VERSION_BITS = 20;
    private static final byte[] NOTHING = new byte[0];

    private final RedisConnection connection;
    private final boolean cluster;
    private final String keys;
    private final byte[] ends;
    private final Map<RedisScripts, byte[]> digests = new EnumMap<>(RedisScripts.class);

    private RedisStore(RedisAddress address, String app, Duration timeout) {
        connection = new RedisConnection(address, timeout);
        cluster = address.cluster();
        keys = address.prefix() + ":" + (app.isEmpty() ? "/" : app) + ":";
        ends = bytes(keys + "ends");
        for (RedisScripts script : RedisScripts.values()) {
            digests.put(script, sha1(script.text()));
        }
    }

    /**
     * A store that connects when it is first used.
     *
     * @param app distinguishes applications that use the same Redis with the same prefix: the context path
     * @param timeout how long one operation may take
     */
    public static RedisStore open(RedisAddress address, String app, Duration timeout) {
        return new RedisStore(address, app, timeout);
    }

    @Override
    public Optional<Stored> read(String id, long known) throws StoreException {
        Object answer = run(
                true,
                RedisScripts.READ,
                List.of(key(id)),
                List.of(number(known >> VERSION_BITS), number(known & ((1 << VERSION_BITS) - 1))));
        return stored(answer);
    }

    private static Optional<Stored> stored(Object answer) {
        if (!(answer instanceof List<?> parts)) {
            return Optional.empty();
        }
        long created = number(parts.get(0));
        Header header =
                new Header(created, number(parts.get(1)), (int) number(parts.get(2)), text((byte[]) parts.get(3)));
        long first = created << VERSION_BITS;
        Map<String, Value> values = new HashMap<>();
        for (int i = 5; i < parts.size(); i += 3) {
            values.put(text((byte[]) parts.get(i)), new Value(first + number(parts.get(i + 1)), (byte[])
                    parts.get(i + 2)));
        }
        return Optional.of(new Stored(header, first + number(parts.get(4)), values));
    }

    @Override
    public Optional<Long> create(String id, Update first) throws StoreException {
        Header header = first.header();
        List<byte[]> arguments = new ArrayList<>(List.of(
                bytes(id),
                number(header.created()),
                number(header.accessed()),
                number(header.maxInactive()),
                bytes(header.owner())));
        check(first);
        first.set().forEach((name, value) -> {
            arguments.add(bytes(name));
            arguments.add(value);
        });
        if (number(run(false, RedisScripts.CREATE, session(id), arguments)) == 0) {
            return Optional.empty();
        }
        book(id, header.accessed(), header.maxInactive());
        return Optional.of(header.created() << VERSION_BITS);
    }

    @Override
    public Optional<Long> update(String id, Update update) throws StoreException {
        Set<Field> written = update.written();
        Header header = update.header();
        List<byte[]> arguments = new ArrayList<>(List.of(
                bytes(id),
                written.contains(Field.ACCESSED) ? number(header.accessed()) : NOTHING,
                written.contains(Field.MAX_INACTIVE) ? number(header.maxInactive()) : NOTHING,
                written.contains(Field.OWNER) ? bytes("=" + header.owner()) : NOTHING,
                number(update.removed().size())));
        check(update);
        update.removed().forEach(name -> arguments.add(bytes(name)));
        update.set().forEach((name, value) -> {
            arguments.add(bytes(name));
            arguments.add(value);
        });
        Object answer = run(true, RedisScripts.UPDATE, session(id), arguments);
        if (!(answer instanceof List<?> parts)) {
            return Optional.empty();
        }
        if (written.contains(Field.ACCESSED) || written.contains(Field.MAX_INACTIVE)) {
            book(id, number(parts.get(2)), (int) number(parts.get(3)));
        }
        return Optional.of((number(parts.get(0)) << VERSION_BITS) + number(parts.get(1)));
    }

    private static void check(Update update) throws StoreException {
        long size =
                update.set().values().stream().mapToLong(value -> value.length).sum();
        if (size > LARGEST_SESSION) {
            throw new StoreException("a session with " + size + " bytes is too large; no more than " + LARGEST_SESSION
                    + " bytes can be stored");
        }
    }

    /** On a cluster the set of all sessions is not where the session is; elsewhere the script has noted it. */
    private void book(String id, long accessed, int maxInactive) throws StoreException {
        if (cluster) {
            double end = maxInactive > 0 ? accessed + maxInactive * 1000.0 : Double.POSITIVE_INFINITY;
            connection.call(true, redis -> redis.zadd(ends, end, bytes(id)));
        }
    }

    @Override
    public Optional<Stored> remove(String id) throws StoreException {
        return remove(id, NOTHING);
    }

    @Override
    public Optional<Stored> removeExpired(String id, long now) throws StoreException {
        return remove(id, number(now));
    }

    private Optional<Stored> remove(String id, byte[] by) throws StoreException {
        Object answer = run(false, RedisScripts.REMOVE, session(id), List.of(bytes(id), by));
        if (cluster && answer instanceof byte[] end) {
            double later = text(end).equals("inf") ? Double.POSITIVE_INFINITY : number(end);
            connection.call(true, redis -> redis.zadd(ends, later, bytes(id)));
        } else if (cluster) {
            connection.call(true, redis -> redis.zrem(ends, bytes(id)));
        }
        return stored(answer);
    }

    /** On a cluster several steps: a process that is killed between them ends the session. */
    @Override
    public boolean rename(String id, String newId) throws StoreException {
        if (!cluster) {
            return number(run(
                            false,
                            RedisScripts.RENAME,
                            List.of(key(id), key(newId), ends),
                            List.of(bytes(id), bytes(newId))))
                    == 1;
        }
        return connection.call(false, redis -> {
            if (redis.exists(key(newId))
                    || !(run(redis, RedisScripts.TAKE, List.of(key(id)), List.of()) instanceof List<?> taken)) {
                return false;
            }
            redis.restore(key(newId), Math.max(0, number(taken.get(1))), (byte[]) taken.get(0));
            Double end = redis.zscore(ends, bytes(id));
            redis.zadd(ends, end == null ? Double.POSITIVE_INFINITY : end, bytes(newId));
            redis.zrem(ends, bytes(id));
            return true;
        });
    }

    @Override
    public List<Ended> expire(long now, int limit) throws StoreException {
        List<Ended> ended = new ArrayList<>();
        List<byte[]> due;
        do { // what is due may be gone, or have been used since
            due = connection.call(
                    true,
                    redis -> redis.zrange(
                            ends, ZRangeParams.zrangeByScoreParams(0, now).limit(0, limit)));
            for (byte[] id : due) {
                try {
                    removeExpired(text(id), now).ifPresent(stored -> ended.add(new Ended(text(id), stored)));
                } catch (StoreException e) {
                    if (ended.isEmpty()) {
                        throw e;
                    }
                    return ended; // nobody else will be told of these
                }
            }
        } while (ended.isEmpty() && due.size() == limit);
        return ended;
    }

    @Override
    public boolean leads(String self, long millis) throws StoreException {
        return number(run(
                        true, RedisScripts.LEAD, List.of(bytes(keys + "leader")), List.of(bytes(self), number(millis))))
                == 1;
    }

    @Override
    public long count() throws StoreException {
        return connection.call(true, redis -> redis.zcard(ends));
    }

    @Override
    public Set<String> ids() throws StoreException {
        Set<String> ids = new LinkedHashSet<>();
        connection.call(true, redis -> redis.zrange(ends, 0, -1)).forEach(id -> ids.add(text(id)));
        return ids;
    }

    @Override
    public void close() {
        connection.close();
    }

    private byte[] key(String id) {
        return bytes(keys + "session:" + id);
    }

    private List<byte[]> session(String id) {
        return cluster ? List.of(key(id)) : List.of(key(id), ends);
    }

    private Object run(boolean again, RedisScripts script, List<byte[]> on, List<byte[]> arguments)
            throws StoreException {
        long bytes = arguments.stream().mapToLong(each -> each.length).sum();
        return connection.call(again, bytes, redis -> run(redis, script, on, arguments));
    }

    /** A server that was restarted has forgotten the script. */
    private Object run(UnifiedJedis redis, RedisScripts script, List<byte[]> on, List<byte[]> arguments) {
        try {
            return redis.evalsha(digests.get(script), on, arguments);
        } catch (JedisNoScriptException e) {
            return redis.eval(bytes(script.text()), on, arguments);
        }
    }

    private static byte[] sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes(text)); // Redis names scripts by it
            return bytes(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(long number) {
        return bytes(Long.toString(number));
    }

    private static long number(Object answer) {
        return answer instanceof byte[] digits ? Long.parseLong(text(digits)) : ((Number) answer).longValue();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
