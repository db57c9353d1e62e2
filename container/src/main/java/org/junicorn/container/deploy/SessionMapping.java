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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.ForwardedPrefix;
import org.junicorn.container.session.CookieRules;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.session.Sessions;
import org.junicorn.container.session.SharedSessions;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.SessionModel;

/** {@code <session-config>} and what context.xml says of sessions, with Tomcat's defaults for what it leaves open. */
final class SessionMapping {
    private static final int ID_BYTES = 16;

    private SessionMapping() {}

    static Sessions apply(WebAppModel model, SessionSettings settings, DeploymentInfo deployment)
            throws DeploymentException {
        SessionModel session = model.session();
        ContextModel context = model.context();
        CookieRules operators = settings.cookie();
        int seconds = session.timeoutMinutes() == null
                ? operators.timeoutSeconds()
                : Math.multiplyExact(session.timeoutMinutes(), 60);
        deployment.setDefaultSessionTimeout(seconds <= 0 ? -1 : seconds);
        Optional<Part> manager = context.part("Manager");
        SessionIdGenerator ids = new HexIds(
                number(manager, "sessionIdLength", ID_BYTES),
                settings.affinity().isPresent() ? "." + settings.slot() : "");
        int most = number(manager, "maxActiveSessions", -1);
        Sessions sessions = new Sessions(settings, ids, new SharedSessions.Rules(most, model.distributable()));
        sessions.install(deployment);

        ServletSessionConfig cookie = new ServletSessionConfig();
        String name = or(operators.name(), given(context, "sessionCookieName", session.cookieName()));
        cookie.setName(name.isEmpty() ? ServletSessionConfig.DEFAULT_SESSION_ID : name);
        session.cookieAttributes().forEach(cookie::setAttribute);
        if (!operators.sameSite().isEmpty()) {
            cookie.setAttribute("SameSite", operators.sameSite());
        }
        String domain = or(operators.domain(), given(context, "sessionCookieDomain", session.cookieDomain()));
        if (!domain.isEmpty()) {
            cookie.setDomain(domain);
        }
        String path = or(operators.path(), given(context, "sessionCookiePath", session.cookiePath()));
        boolean derived = path.isEmpty();
        if (flag(context, "sessionCookiePathUsesTrailingSlash", false)) {
            String slashed = path.isEmpty() ? deployment.getContextPath() : path;
            path = slashed.endsWith("/") ? slashed : slashed + "/";
        }
        if (!path.isEmpty()) {
            cookie.setPath(path);
        }
        boolean httpOnly = flag(context, "useHttpOnly", session.httpOnly() == null || session.httpOnly());
        cookie.setHttpOnly(httpOnly || Boolean.TRUE.equals(session.httpOnly()));
        cookie.setSecure(operators.secure() || Boolean.TRUE.equals(session.secure()));
        if (session.maxAge() != null) {
            cookie.setMaxAge(session.maxAge());
        }
        if (!session.trackingModes().isEmpty()) {
            Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
            session.trackingModes().forEach(mode -> modes.add(SessionTrackingMode.valueOf(mode)));
            cookie.setSessionTrackingModes(modes);
        } else if (!flag(context, "cookies", true)) {
            cookie.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.URL));
        }
        deployment.setServletSessionConfig(cookie);
        deployment.setSessionConfigWrapper((config, made) -> {
            sessions.names(config::findSessionId);
            SessionConfig wrapped = new AsOnTomcat(
                    config,
                    made,
                    made.getServletContext().getSessionCookieConfig().getName(),
                    derived);
            sessions.tracking(wrapped);
            return wrapped;
        });
        return sessions;
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    /** What the context says, else what web.xml does, as on Tomcat. */
    private static String given(ContextModel context, String attribute, String otherwise) {
        return context.attribute(attribute).filter(text -> !text.isEmpty()).orElse(otherwise);
    }

    private static boolean flag(ContextModel context, String attribute, boolean otherwise) {
        return context.attribute(attribute).map("true"::equalsIgnoreCase).orElse(otherwise);
    }

    private static int number(Optional<Part> part, String attribute, int otherwise) throws DeploymentException {
        Optional<String> text = part.flatMap(found -> found.attribute(attribute));
        try {
            int number = text.map(Integer::parseInt).orElse(otherwise);
            if (number == otherwise || number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new DeploymentException(
                part.map(Part::where).orElse("") + ": " + attribute + " of <Manager> is not a number from 1");
    }

    /** 16 random bytes unless the Manager says otherwise, as Tomcat's: load balancers and logs know that form. */
    private static final class HexIds implements SessionIdGenerator {
        private static final HexFormat HEX = HexFormat.of().withUpperCase();

        private final SecureRandom random = new SecureRandom();
        private final int length;
        private final String suffix;

        /** @param suffix what load balancers know a worker by (Tomcat: {@code jvmRoute}), with its dot, or empty */
        HexIds(int length, String suffix) {
            this.length = length;
            this.suffix = suffix;
        }

        @Override
        public String createSessionId() {
            byte[] id = new byte[length];
            random.nextBytes(id);
            return HEX.formatHex(id) + suffix;
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
        private final boolean derivedPath;

        /** @param derivedPath whether nobody has set the cookie's path, and it follows from the context's */
        AsOnTomcat(SessionConfig config, Deployment deployment, String cookieName, boolean derivedPath) {
            this.config = config;
            this.deployment = deployment;
            this.cookieName = cookieName;
            this.derivedPath = derivedPath;
        }

        @Override
        public void setSessionId(HttpServerExchange exchange, String sessionId) {
            config.setSessionId(exchange, sessionId);
            shape(exchange);
        }

        private void shape(HttpServerExchange exchange) {
            String prefix = derivedPath ? ForwardedPrefix.of(exchange) : "";
            if (!exchange.isSecure() && prefix.isEmpty()) {
                return;
            }
            for (Cookie cookie : exchange.responseCookies()) {
                if (cookie.getName().equals(cookieName)) {
                    if (exchange.isSecure()) {
                        cookie.setSecure(true);
                    }
                    if (!prefix.isEmpty()) {
                        String path = cookie.getPath() == null ? "" : cookie.getPath();
                        cookie.setPath(prefix + (path.equals("/") ? "" : path));
                    }
                }
            }
        }

        @Override
        public void clearSession(HttpServerExchange exchange, String sessionId) {
            config.clearSession(exchange, sessionId);
            shape(exchange);
        }

        @Override
        public String findSessionId(HttpServerExchange exchange) {
            String found = config.findSessionId(exchange);
            if (found == null || config.sessionCookieSource(exchange) != SessionCookieSource.COOKIE) {
                return found;
            }
            List<String> ids = new ArrayList<>();
            for (Cookie cookie : exchange.requestCookies()) {
                if (cookie.getName().equals(cookieName)) {
                    ids.add(cookie.getValue());
                }
            }
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
