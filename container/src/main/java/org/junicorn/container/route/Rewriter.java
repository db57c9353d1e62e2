package org.junicorn.container.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.Deployment;
import io.undertow.util.Headers;
import io.undertow.util.QueryParameterUtils;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.catalina.util.URLEncoder;
import org.apache.catalina.valves.rewrite.RewriteRule;
import org.apache.tomcat.util.buf.UDecoder;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Applies the rules of {@code rewrite.config} to requests of an application, before a servlet is chosen: Tomcat's
 * RewriteValve in a context. Rules see the path in the application, decoded, with "%", ";" and "?" escaped; what they make
 * of it is decoded and normalised, and a rewritten request is not rewritten again.
 */
final class Rewriter implements HttpHandler {
    private static final URLEncoder PATH = withPercent(URLEncoder.DEFAULT);
    private static final URLEncoder QUERY = withPercent(URLEncoder.QUERY);

    /** Of [N]: Tomcat goes on for ever. */
    private static final int MOST_ROUNDS = 10_000;

    private final RewriteRules rules;
    private final Deployment deployment;
    private final String contextPath;
    private final Executor executor;
    private final HttpHandler next;

    /** @param executor runs maps that may block */
    Rewriter(RewriteRules rules, Deployment deployment, String contextPath, Executor executor, HttpHandler next) {
        this.rules = rules;
        this.deployment = deployment;
        this.contextPath = contextPath;
        this.executor = executor;
        this.next = next;
    }

    private static URLEncoder withPercent(URLEncoder encoder) {
        URLEncoder copy = (URLEncoder) encoder.clone();
        copy.addSafeCharacter('%');
        return copy;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (rules.ownMaps() && exchange.isInIoThread()) {
            exchange.dispatch(executor, (HttpHandler) this::rewrite);
        } else {
            rewrite(exchange);
        }
    }

    private void rewrite(HttpServerExchange exchange) throws Exception {
        Passage passage = new Passage(exchange);
        passage.run();
        if (passage.rewritten && passage.outcome.status == 0 && !passage.apply()) {
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, "The path that the request leads to is malformed.");
            return;
        }
        if (!passage.outcome.isEmpty()) {
            exchange.putAttachment(RewriteOutcome.KEY, passage.outcome);
        }
        next.handleRequest(exchange);
    }

    /** What rules must not take for the end of the path. */
    private static String escaped(String path) {
        return path.replace("%", "%25").replace(";", "%3b").replace("?", "%3f");
    }

    /** One request's way through the rules. */
    private final class Passage {
        private final HttpServerExchange exchange;
        private final ExchangeResolver resolver;
        private final RewriteOutcome outcome = new RewriteOutcome();
        private String url;
        private String host;
        private boolean rewritten;
        private boolean appendQuery;
        private boolean discardQuery;

        Passage(HttpServerExchange exchange) {
            this.exchange = exchange;
            this.resolver = new ExchangeResolver(exchange, deployment, contextPath);
            this.url = escaped(exchange.getRelativePath());
            this.host = exchange.getHostName();
        }

        void run() {
            List<RewriteRule> all = rules.rules();
            int rounds = 0;
            for (int i = 0; i < all.size() && rounds < MOST_ROUNDS; i++) {
                RewriteRule rule = all.get(i);
                String before = rule.isHost() ? host : url;
                CharSequence after = rule.evaluate(before, resolver);
                if (after == null) {
                    if (rule.isChain()) {
                        i = endOfChain(all, i);
                    }
                    continue;
                }
                matched(rule, before, after.toString());
                if (outcome.status != 0 || rule.isLast()) {
                    return;
                }
                if (rule.isNext()) {
                    rounds++;
                    i = 0; // and then the second rule, as on Tomcat
                } else {
                    i += rule.getSkip();
                }
            }
        }

        /** The rest of a chain is skipped with its first rule that does not match. */
        private static int endOfChain(List<RewriteRule> all, int start) {
            for (int i = start; i < all.size(); i++) {
                if (!all.get(i).isChain()) {
                    return i;
                }
            }
            return start;
        }

        private void matched(RewriteRule rule, String before, String after) {
            if (!before.equals(after)) {
                rewritten = true;
                if (rule.isHost()) {
                    host = after;
                } else {
                    url = after;
                }
            }
            appendQuery |= rule.isQsappend();
            discardQuery |= rule.isQsdiscard();
            if (rule.isForbidden()) {
                outcome.status = StatusCodes.FORBIDDEN;
            } else if (rule.isGone()) {
                outcome.status = StatusCodes.GONE;
            } else if (rule.isRedirect()) {
                outcome.status = rule.getRedirectCode();
                outcome.location = Optional.of(location(rule));
            } else {
                note(rule);
            }
        }

        private void note(RewriteRule rule) {
            if (rule.isCookie()) {
                Cookie cookie = new Cookie(rule.getCookieName(), rule.getCookieResult());
                Optional.ofNullable(rule.getCookieDomain()).ifPresent(cookie::setDomain);
                cookie.setMaxAge(rule.getCookieLifetime());
                cookie.setPath(rule.getCookiePath());
                cookie.setSecure(rule.isCookieSecure());
                cookie.setHttpOnly(rule.isCookieHttpOnly());
                outcome.cookies.add(cookie);
            }
            if (rule.isEnv()) {
                for (int i = 0; i < rule.getEnvSize(); i++) {
                    outcome.attributes.put(rule.getEnvName(i), rule.getEnvResult(i));
                }
            }
            if (rule.isType()) {
                outcome.type = Optional.of(rule.getTypeValue());
            }
        }

        private String path() {
            int mark = url.indexOf('?');
            return mark < 0 ? url : url.substring(0, mark);
        }

        /** The query that rules have made; empty if none has made one. */
        private Optional<String> query() {
            int mark = url.indexOf('?');
            return mark < 0 ? Optional.empty() : Optional.of(QUERY.encode(url.substring(mark + 1), UTF_8));
        }

        /** A new query takes the place of the one that was sent, or comes before it; an empty one only takes it away. */
        private String newQuery() {
            String sent = discardQuery ? "" : exchange.getQueryString();
            return query().map(made -> appendQuery && !sent.isEmpty() ? made + "&" + sent : made)
                    .orElse(sent);
        }

        private String location(RewriteRule rule) {
            String query = newQuery();
            String target = PATH.encode(path(), UTF_8) + (query.isEmpty() ? "" : "?" + query);
            // Of a redirect within the application (Tomcat: RewriteValve with a context).
            String whole = target.startsWith("/") ? PATH.encode(contextPath, UTF_8) + target : target;
            return rule.isNoescape() ? UDecoder.URLDecode(whole, UTF_8) : whole;
        }

        /** Makes the request one for what the rules have led to; false if that is no path. */
        boolean apply() {
            String path = withoutParameters(path());
            String decoded;
            try {
                decoded = UDecoder.URLDecode(path, UTF_8);
            } catch (IllegalArgumentException e) {
                return false;
            }
            Optional<String> normal = decoded.startsWith("/") ? Rewritten.normal(decoded) : Optional.empty();
            if (normal.isEmpty()) {
                return false;
            }
            String query = newQuery();
            exchange.setRelativePath(normal.get());
            exchange.setRequestPath(exchange.getResolvedPath() + normal.get());
            exchange.setRequestURI(exchange.getResolvedPath() + PATH.encode(path, UTF_8), false);
            if (!query.equals(exchange.getQueryString())) {
                exchange.setQueryString(query);
                exchange.getQueryParameters().clear();
                exchange.getQueryParameters().putAll(QueryParameterUtils.parseQueryString(query, UTF_8.name()));
            }
            if (host != null && !host.equals(exchange.getHostName())) {
                int port = exchange.getHostPort();
                boolean usual = port == (exchange.getRequestScheme().equals("https") ? 443 : 80);
                exchange.getRequestHeaders().put(Headers.HOST, usual ? host : host + ":" + port);
            }
            return true;
        }

        private static String withoutParameters(String path) {
            return path.replaceAll(";[^/]*", "");
        }
    }
}
