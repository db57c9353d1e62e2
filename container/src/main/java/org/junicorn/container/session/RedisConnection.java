package org.junicorn.container.session;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Connections to a Redis. Nobody waits much longer than the time-out, which is divided between waiting for a free
 * connection, making one, and the answer. After a failure everybody is refused at once for a moment, then one may try:
 * else each request of each thread would wait for a server that is not there. Any thread.
 */
final class RedisConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisConnection.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CONNECTIONS = 32;

    /** Of a key store of public certificates that never leaves this process. */
    private static final String PASSWORD = "certificates";

    /** What the kernel takes at once of a connection that nobody reads at the other end (bytes). */
    private static final int TAKEN = 8 * 1024;

    private final RedisAddress address;
    private final Duration timeout;
    private final ExecutorService senders = Executors.newCachedThreadPool(task -> {
        Thread made = new Thread(task, "session-redis-send");
        made.setDaemon(true);
        return made;
    });
    private final AtomicLong refusing = new AtomicLong();
    private volatile UnifiedJedis client;
    private volatile String failure = "";
    private volatile String wrong = "";
    private volatile boolean closed;
    private long failed = System.nanoTime() - PAUSE_NANOS; // guarded by this

    RedisConnection(RedisAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * Does something.
     *
     * @param again whether it can be done twice without harm, if it is not known whether the first time had its effect
     */
    <T> T call(boolean again, Function<UnifiedJedis, T> task) throws StoreException {
        long until = refusing.get();
        long begin = System.nanoTime();
        if (closed) {
            throw new StoreException("the application has ended");
        }
        if (until != 0 && (begin - until < 0 || !refusing.compareAndSet(until, begin + PAUSE_NANOS))) {
            throw new StoreException(failure);
        }
        try {
            T result = attempt(again, begin, task);
            if (until != 0) {
                refusing.set(0);
                LOG.infof("the sessions' store %s can be reached again", address);
            }
            return result;
        } catch (JedisException | IOException | GeneralSecurityException e) {
            throw away(e) ? refused(e) : wrong(e);
        }
    }

    /** Whether the server cannot be used now, rather than that it does not like one of our commands. */
    private static boolean away(Throwable e) {
        return !(e instanceof JedisDataException)
                || e instanceof JedisBusyException
                || e instanceof JedisClusterException
                || Stream.of(
                                "LOADING",
                                "MASTERDOWN",
                                "CLUSTERDOWN",
                                "READONLY",
                                "NOAUTH",
                                "WRONGPASS",
                                "OOM",
                                "MISCONF")
                        .anyMatch(answer -> String.valueOf(e.getMessage()).startsWith(answer));
    }

    private StoreException refused(Throwable e) {
        failure = "the sessions' store " + address + " cannot be used: " + cause(e)
                + "; see session_store, and whether that server runs";
        if (refusing.getAndSet(Math.max(1, System.nanoTime() + PAUSE_NANOS)) == 0) {
            LOG.error(failure);
        }
        return new StoreException(failure, e);
    }

    private StoreException wrong(Throwable e) {
        String message = "the sessions' store " + address + " refuses what it is asked: " + cause(e)
                + "; see the rights of its user, and whether others write to its keys";
        if (!message.equals(wrong)) {
            wrong = message;
            LOG.error(message);
        }
        return new StoreException(message, e);
    }

    /**
     * Does something that sends this many bytes. A socket has no time-out for writing: when a server stands still, what it
     * does not take is left to a thread that waits until it goes on or the connection is lost.
     */
    <T> T call(boolean again, long bytes, Function<UnifiedJedis, T> task) throws StoreException {
        return call(again, bytes <= TAKEN ? task : redis -> inTime(() -> task.apply(redis)));
    }

    private <T> T inTime(Callable<T> task) {
        try {
            return senders.submit(task).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new JedisException(e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new JedisConnectionException("it does not take what it is sent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JedisConnectionException("interrupted", e);
        }
    }

    private <T> T attempt(boolean again, long begin, Function<UnifiedJedis, T> task)
            throws IOException, GeneralSecurityException {
        UnifiedJedis open = client();
        try {
            return task.apply(open);
        } catch (JedisConnectionException e) {
            // One of the pool that the other side has closed meanwhile; what takes long is something else.
            if (!again || System.nanoTime() - begin > timeout.toNanos() / 4) {
                throw e;
            }
            return task.apply(open);
        }
    }

    private static String cause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private UnifiedJedis client() throws IOException, GeneralSecurityException {
        UnifiedJedis open = client;
        return open != null ? open : open();
    }

    private synchronized UnifiedJedis open() throws IOException, GeneralSecurityException {
        if (client == null) {
            if (System.nanoTime() - failed < PAUSE_NANOS) {
                throw new JedisConnectionException(failure); // of one who was in here before
            }
            try {
                client = make();
            } catch (JedisException | IOException | GeneralSecurityException e) {
                failed = System.nanoTime();
                throw e;
            }
        }
        return client;
    }

    private UnifiedJedis make() throws IOException, GeneralSecurityException {
        DefaultJedisClientConfig config = config();
        Set<HostAndPort> hosts = new LinkedHashSet<>();
        address.hosts().forEach(host -> hosts.add(new HostAndPort(host.name(), host.port())));
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(timeout.dividedBy(4));
        pool.setJmxEnabled(false);
        if (address.master().isPresent()) {
            return RedisSentinelClient.builder()
                    .masterName(address.master().get())
                    .sentinels(hosts)
                    .sentinelClientConfig(DefaultJedisClientConfig.builder()
                            .connectionTimeoutMillis(millis(4))
                            .socketTimeoutMillis(millis(2))
                            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                            .build())
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
        }
        if (address.cluster()) {
            return RedisClusterClient.builder()
                    .nodes(hosts)
                    .maxAttempts(3)
                    .maxTotalRetriesDuration(timeout)
                    .clientConfig(config)
                    .poolConfig(pool)
                    .build();
        }
        return RedisClient.builder()
                .hostAndPort(hosts.iterator().next())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    private DefaultJedisClientConfig config() throws IOException, GeneralSecurityException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis(4))
                .socketTimeoutMillis(millis(2))
                .database(address.database())
                .clientName("junicorn")
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (!address.user().isEmpty()) {
            config.user(address.user());
        }
        if (!address.password().isEmpty()) {
            config.password(address.password());
        }
        if (address.tls()) {
            SslOptions.Builder tls = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
            if (address.ca().isPresent()) {
                byte[] trusted = trusted(address.ca().get());
                tls.trustStoreType("PKCS12")
                        .truststore(() -> new ByteArrayInputStream(trusted), PASSWORD.toCharArray());
            }
            config.sslOptions(tls.build());
        }
        return config.build();
    }

    private int millis(int part) {
        return Math.toIntExact(Math.max(1, timeout.toMillis() / part));
    }

    /** Jedis wants a key store. */
    private static byte[] trusted(Path ca) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(ca))) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + number++, each);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        trusted.store(bytes, PASSWORD.toCharArray());
        return bytes.toByteArray();
    }

    @Override
    public synchronized void close() {
        closed = true;
        senders.shutdown();
        if (client != null) {
            client.close();
        }
    }
}
