package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionIdGenerator;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletSessionConfig;
import jakarta.servlet.SessionTrackingMode;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junicorn.container.war.WebAppModel.SessionModel;

/** {@code <session-config>}, with Tomcat's defaults for what it leaves open. */
final class SessionMapping {
    private static final int DEFAULT_TIMEOUT_MINUTES = 30;

    private SessionMapping() {}

    static void apply(SessionModel session, DeploymentInfo deployment) {
        int minutes = session.timeoutMinutes() == null ? DEFAULT_TIMEOUT_MINUTES : session.timeoutMinutes();
        deployment.setDefaultSessionTimeout(minutes <= 0 ? -1 : Math.multiplyExact(minutes, 60));
        deployment.setSessionIdGenerator(new HexIds());

        ServletSessionConfig cookie = new ServletSessionConfig();
        cookie.setName(session.cookieName().isEmpty() ? ServletSessionConfig.DEFAULT_SESSION_ID : session.cookieName());
        session.cookieAttributes().forEach(cookie::setAttribute);
        if (!session.cookieDomain().isEmpty()) {
            cookie.setDomain(session.cookieDomain());
        }
        if (!session.cookiePath().isEmpty()) {
            cookie.setPath(session.cookiePath());
        }
        cookie.setHttpOnly(session.httpOnly() == null || session.httpOnly());
        cookie.setSecure(Boolean.TRUE.equals(session.secure()));
        if (session.maxAge() != null) {
            cookie.setMaxAge(session.maxAge());
        }
        if (!session.trackingModes().isEmpty()) {
            Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
            session.trackingModes().forEach(mode -> modes.add(SessionTrackingMode.valueOf(mode)));
            cookie.setSessionTrackingModes(modes);
        }
        deployment.setServletSessionConfig(cookie);
        deployment.setSessionConfigWrapper((config, made) -> new AsOnTomcat(
                config, made, made.getServletContext().getSessionCookieConfig().getName()));
    }

    /** 16 random bytes, as Tomcat's: load balancers and logs know that form. */
    private static final class HexIds implements SessionIdGenerator {
        private static final HexFormat HEX = HexFormat.of().withUpperCase();

        private final SecureRandom random = new SecureRandom();

        @Override
        public String createSessionId() {
            byte[] id = new byte[16];
            random.nextBytes(id);
            return HEX.formatHex(id);
        }
    }

    /**
     * A session that begins over TLS is not sent in clear text later. And of several cookies of the name, which a client
     * has when applications share a host, the one counts that is a session of this application.
     */
    private static final class AsOnTomcat implements SessionConfig {
        private final SessionConfig config;
        private final Deployment deployment;
        private final String cookieName;

        AsOnTomcat(SessionConfig config, Deployment deployment, String cookieName) {
            this.config = config;
            this.deployment = deployment;
            this.cookieName = cookieName;
        }

        @Override
        public void setSessionId(HttpServerExchange exchange, String sessionId) {
            config.setSessionId(exchange, sessionId);
            if (exchange.isSecure()) {
                for (Cookie cookie : exchange.responseCookies()) {
                    if (cookie.getName().equals(cookieName)) {
                        cookie.setSecure(true);
                    }
                }
            }
        }

        @Override
        public void clearSession(HttpServerExchange exchange, String sessionId) {
            config.clearSession(exchange, sessionId);
        }

        @Override
        public String findSessionId(HttpServerExchange exchange) {
            String found = config.findSessionId(exchange);
            if (found == null || config.sessionCookieSource(exchange) != SessionCookieSource.COOKIE) {
                return found;
            }
            List<String> ids = SessionCookies.values(exchange, cookieName);
            return ids.size() < 2
                    ? found
                    : ids.stream()
                            .filter(id -> deployment.getSessionManager().getSession(id) != null)
                            .findFirst()
                            .orElse(found);
        }

        @Override
        public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
            return config.sessionCookieSource(exchange);
        }

        @Override
        public String rewriteUrl(String url, String sessionId) {
            return config.rewriteUrl(url, sessionId);
        }
    }
}
