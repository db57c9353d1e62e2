package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junicorn.container.session.CookieRules;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * Where sessions are kept and how clients carry them. Paths are absolute.
 *
 * @param sessionStore {@code local}, {@code memory} or the URL of a Redis
 * @param sessionStoreSize megabytes
 * @param sessionCookieSameSite as in RFC 6265bis, or empty
 */
public record SessionsSettings(
        @Setting(
                common = true,
                section = "Sessions",
                byDefault = "local",
                syntax = Syntax.SESSION_STORE,
                origin = "new",
                doc =
                        "Where sessions are: `local`, in a database in `work_dir` that all workers map into memory, so that"
                                + " any worker serves any session and none is lost with a worker; `redis://[USER[:PASSWORD]@]HOST"
                                + "[:PORT][/DATABASE]` or `rediss://…`, in a Redis or Valkey that several machines share;"
                                + " `memory`, in the worker alone, as Tomcat's plain manager, for a single worker. See"
                                + " [sessions](sessions.md).")
        String sessionStore,

        @Setting(
                section = "Sessions",
                origin = "new",
                doc =
                        "A file with the password of the Redis in its first line, instead of one in `session_store`. It is"
                                + " read at the start and at each reload.")
        Optional<Path> sessionStorePasswordFile,

        @Setting(
                section = "Sessions",
                byDefault = "1s",
                min = "10ms",
                max = "1m",
                origin = "new",
                doc = "How long a request waits for a Redis that does not answer.")
        Duration sessionStoreTimeout,

        @Setting(
                section = "Sessions",
                byDefault = "error",
                origin = "new",
                doc = "What a request gets that needs its session while the store cannot be reached: `error`, 503 with"
                        + " `Retry-After`; `local`, what its worker has of the session, or a new one, which goes to the"
                        + " store when that is back. Requests that need no session are served in any case.")
        Failure sessionStoreFailure,

        @Setting(
                section = "Sessions",
                byDefault = "1024",
                min = "1",
                max = "1048576",
                origin = "new",
                doc = "Megabytes that the local store of one application may grow to. The file takes what it needs; the"
                        + " room of sessions that have ended is used again.")
        int sessionStoreSize,

        @Setting(
                section = "Sessions",
                byDefault = "true",
                origin = "Tomcat: pathname of StandardManager",
                doc =
                        "Keep the sessions of the local store over a restart of the server. They survive reloads and crashes"
                                + " of workers in any case.")
        boolean sessionPersist,

        @Setting(
                common = true,
                section = "Sessions",
                byDefault = "off",
                origin = "new",
                doc = "What is done about attributes that are not serializable and stay in the worker that has them:"
                        + " `off`, nothing, other workers do not see them; `auto`, all requests of such a session are"
                        + " handed on to that worker, which is also kept for `graceful_timeout` when it is replaced.")
        SessionAffinity sessionAffinity,

        @Setting(
                section = "Sessions",
                origin = "Tomcat: sessionAttributeValueClassNameFilter",
                doc = "Which classes may be read from the store: a pattern of `java.io.ObjectInputFilter`, such as"
                        + " `com.acme.**;java.base/*;!*`. Limits on depth and size hold in any case.")
        Optional<String> sessionDeserializationFilter,

        @Setting(
                section = "Sessions",
                byDefault = "30m",
                min = "0",
                origin = "Tomcat: session-timeout",
                doc = "How long a session lasts that is not used, where the application says nothing. 0: for ever.")
        Duration sessionTimeout,

        @Setting(
                section = "Sessions",
                computedDefault = "what the application says, else `JSESSIONID`",
                origin = "Tomcat: sessionCookieName",
                doc =
                        "Name of the session cookie, whatever the application says; in lower case that of the path parameter.")
        Optional<String> sessionCookieName,

        @Setting(
                section = "Sessions",
                computedDefault = "what the application says, else none",
                origin = "Tomcat: sessionCookieDomain",
                doc = "Domain of the session cookie, whatever the application says.")
        Optional<String> sessionCookieDomain,

        @Setting(
                section = "Sessions",
                computedDefault = "what the application says, else its context path",
                origin = "Tomcat: sessionCookiePath",
                doc = "Path of the session cookie, whatever the application says.")
        Optional<String> sessionCookiePath,

        @Setting(
                section = "Sessions",
                computedDefault = "what the application says, else none",
                origin = "Tomcat: sameSiteCookies",
                doc = "`SameSite` of the session cookie, whatever the application says.")
        Optional<SameSite> sessionCookieSameSite,

        @Setting(
                section = "Sessions",
                byDefault = "false",
                origin = "Tomcat: secure of cookie-config",
                doc =
                        "Mark the session cookie as `Secure` also where a session begins without TLS, as behind a proxy that"
                                + " ends it. A session that begins over TLS has it in any case.")
        boolean sessionCookieSecure) {

    /** See {@code session_affinity}. */
    public enum SessionAffinity {
        OFF,
        AUTO
    }

    /** See {@code session_cookie_same_site}. */
    public enum SameSite {
        LAX,
        STRICT,
        NONE;

        /** As in the cookie. */
        public String value() {
            return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What a worker must know of cookies. */
    public CookieRules cookie() {
        return new CookieRules(
                sessionCookieName.orElse(""),
                sessionCookieDomain.orElse(""),
                sessionCookiePath.orElse(""),
                sessionCookieSameSite.map(SameSite::value).orElse(""),
                sessionCookieSecure,
                Math.toIntExact(sessionTimeout.toSeconds()));
    }

    /** Whether the store is a Redis. */
    public boolean redis() {
        return sessionStore.startsWith("redis");
    }
}
