package org.junicorn.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.container.http.Http2Options;
import org.junicorn.container.security.Realm;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.shaping.ShapingOptions;
import org.junicorn.container.tls.TlsOptions;

/**
 * What a container must know beside the applications.
 *
 * @param contextPath "" for the root application, else "/name"; the application's own, see {@link #at}
 * @param tempDir the private folder of this JVM for {@code jakarta.servlet.context.tempdir} and uploads; exists. Of
 *     several applications each gets a folder in it, see {@link #at}
 * @param ioThreads threads that read and write sockets, at least 1
 * @param threads threads that run servlets, at least 1; ignored with virtual threads
 * @param virtualThreads run each request on a virtual thread of its own (JDK 21 and newer)
 * @param inline whether servlets that have proven short run on I/O threads; not with virtual threads
 * @param maxConnections open connections at a time, at least 1; beyond it the container stops accepting, so that
 *     another worker takes the connection
 * @param keepAlive how long an idle connection is kept open between requests; zero answers every request with
 *     {@code Connection: close}
 * @param requestTimeout how long a thread may work on one request; zero is no limit
 * @param stuckGrace how long an interrupted thread may take to come back before its request counts as stuck
 * @param accessLog where and how requests are logged; empty for no access log
 * @param realm who can log in
 * @param rules how requests are read
 * @param sessions how sessions are kept
 * @param tls how connections of TLS are served
 * @param shaping what is done in front of the applications
 * @param proxies which proxies are believed, and what
 * @param http2 which versions of HTTP are spoken
 * @param limits what a client may take
 */
public record ContainerSettings(
        String contextPath,
        Path tempDir,
        int ioThreads,
        int threads,
        boolean virtualThreads,
        boolean inline,
        int maxConnections,
        Duration keepAlive,
        Duration requestTimeout,
        Duration stuckGrace,
        Optional<AccessLogSettings> accessLog,
        Realm realm,
        RequestRules rules,
        SessionSettings sessions,
        TlsOptions tls,
        ShapingOptions shaping,
        ProxyRules proxies,
        Http2Options http2,
        EdgeLimits limits) {

    /** Settings of a container without TLS and HTTP/2 that shapes nothing, with the usual limits. */
    public ContainerSettings(
            String contextPath,
            Path tempDir,
            int ioThreads,
            int threads,
            boolean virtualThreads,
            int maxConnections,
            Duration keepAlive,
            Duration requestTimeout,
            Duration stuckGrace,
            Optional<AccessLogSettings> accessLog,
            Realm realm,
            RequestRules rules,
            SessionSettings sessions) {
        this(
                contextPath,
                tempDir,
                ioThreads,
                threads,
                virtualThreads,
                false,
                maxConnections,
                keepAlive,
                requestTimeout,
                stuckGrace,
                accessLog,
                realm,
                rules,
                sessions,
                TlsOptions.none(),
                ShapingOptions.none(),
                ProxyRules.none(),
                Http2Options.off(),
                EdgeLimits.standard());
    }

    /** The same settings for one of several applications. */
    public ContainerSettings at(String path, Path ownTempDir) {
        return copy(path, ownTempDir, rules, sessions, tls, shaping, proxies, http2, limits);
    }

    /** Settings of a container that nobody can log in to, that reads requests and keeps sessions as Tomcat does. */
    public ContainerSettings(
            String contextPath,
            Path tempDir,
            int ioThreads,
            int threads,
            boolean virtualThreads,
            int maxConnections,
            Duration keepAlive,
            Duration requestTimeout,
            Duration stuckGrace,
            Optional<AccessLogSettings> accessLog) {
        this(
                contextPath,
                tempDir,
                ioThreads,
                threads,
                virtualThreads,
                false,
                maxConnections,
                keepAlive,
                requestTimeout,
                stuckGrace,
                accessLog,
                Realm.empty(),
                RequestRules.ofTomcat(),
                SessionSettings.memory(),
                TlsOptions.none(),
                ShapingOptions.none(),
                ProxyRules.none(),
                Http2Options.off(),
                EdgeLimits.standard());
    }

    /** The same with other rules for requests. */
    public ContainerSettings with(RequestRules others) {
        return copy(contextPath, tempDir, others, sessions, tls, shaping, proxies, http2, limits);
    }

    /** The same with other limits. */
    public ContainerSettings with(EdgeLimits others) {
        return copy(contextPath, tempDir, rules, sessions, tls, shaping, proxies, http2, others);
    }

    /** The same with sessions that are kept otherwise. */
    public ContainerSettings with(SessionSettings others) {
        return copy(contextPath, tempDir, rules, others, tls, shaping, proxies, http2, limits);
    }

    /** The same with other options for TLS. */
    public ContainerSettings with(TlsOptions others) {
        return copy(contextPath, tempDir, rules, sessions, others, shaping, proxies, http2, limits);
    }

    /** The same with other versions of HTTP. */
    public ContainerSettings with(Http2Options others) {
        return copy(contextPath, tempDir, rules, sessions, tls, shaping, proxies, others, limits);
    }

    /** The same with other things done in front of the applications. */
    public ContainerSettings with(ShapingOptions others) {
        return copy(contextPath, tempDir, rules, sessions, tls, others, proxies, http2, limits);
    }

    /** The same behind other proxies. */
    public ContainerSettings with(ProxyRules others) {
        return copy(contextPath, tempDir, rules, sessions, tls, shaping, others, http2, limits);
    }

    /** The same with servlets that run on I/O threads once they have proven short, or without. */
    public ContainerSettings withInline(boolean other) {
        return new ContainerSettings(
                contextPath,
                tempDir,
                ioThreads,
                threads,
                virtualThreads,
                other,
                maxConnections,
                keepAlive,
                requestTimeout,
                stuckGrace,
                accessLog,
                realm,
                rules,
                sessions,
                tls,
                shaping,
                proxies,
                http2,
                limits);
    }

    private ContainerSettings copy(
            String path,
            Path ownTempDir,
            RequestRules otherRules,
            SessionSettings otherSessions,
            TlsOptions otherTls,
            ShapingOptions otherShaping,
            ProxyRules otherProxies,
            Http2Options otherHttp2,
            EdgeLimits otherLimits) {
        return new ContainerSettings(
                path,
                ownTempDir,
                ioThreads,
                threads,
                virtualThreads,
                inline,
                maxConnections,
                keepAlive,
                requestTimeout,
                stuckGrace,
                accessLog,
                realm,
                otherRules,
                otherSessions,
                otherTls,
                otherShaping,
                otherProxies,
                otherHttp2,
                otherLimits);
    }

    /**
     * The access log.
     *
     * @param target a file, opened for appending; empty when {@code descriptor} is used instead
     * @param descriptor an inherited file descriptor that is written to when there is no file; -1 if none
     * @param format gunicorn's atoms, {@code %(h)s %(l)s …}, Tomcat's patterns, {@code %h %l …}, or the name of a preset
     * @param copy takes each line as well, without its end, on the thread that ends the request; must not block
     */
    public record AccessLogSettings(
            Optional<Path> target, int descriptor, String format, Optional<Consumer<String>> copy) {

        /** Settings of a log that goes to one place. */
        public AccessLogSettings(Optional<Path> target, int descriptor, String format) {
            this(target, descriptor, format, Optional.empty());
        }
    }
}
