package org.junicorn.container.shaping;

import io.undertow.security.api.SecurityContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.ConduitFactory;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junicorn.container.ForwardedPrefix;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.Preconditions;
import org.xnio.conduits.StreamSinkConduit;

/**
 * A shared cache (RFC 9111) of this worker for what applications say may be cached: answers to GET with an explicit
 * lifetime, which belong to nobody. Never stored are answers that set a cookie, answers to requests with Authorization, a
 * range or a body, answers to somebody who is logged in, and what Cache-Control calls private, no-store or no-cache; no
 * lifetime is guessed, and nothing stale is sent. A successful request that may have changed something removes what is
 * stored for its target (4.4).
 *
 * <p>A response is stored for what the client has asked for: rules, and forwards within an application, may have made
 * another request of that when the response begins.
 */
final class ResponseCache implements HttpHandler {
    private static final Set<Integer> STATUSES = Set.of(200, 203, 204, 300, 301, 308, 404, 410);

    /** What the connection or this moment says, and not the response (RFC 9111, 3.1). */
    private static final Set<HttpString> NOT_STORED = Set.of(
            Headers.CONNECTION,
            Headers.KEEP_ALIVE,
            Headers.TRANSFER_ENCODING,
            Headers.TRAILER,
            Headers.UPGRADE,
            Headers.CONTENT_LENGTH,
            Headers.AGE,
            Headers.PROXY_AUTHENTICATE,
            new HttpString("Proxy-Connection"));

    /** Marks what is at hand as it is, and would only grow old in here. */
    private static final AttachmentKey<Boolean> LEFT_OUT = AttachmentKey.create(Boolean.class);

    private static final HttpString CACHE_STATUS = new HttpString("Cache-Status");

    private final ResponseStore store;
    private final int mostBytes;
    private final LongSupplier nanos;
    private final Scorecard scorecard;
    private final HttpHandler next;

    /**
     * @param mostBytes of one response
     * @param nanos a clock as {@code System.nanoTime}
     */
    ResponseCache(ResponseStore store, int mostBytes, LongSupplier nanos, Scorecard scorecard, HttpHandler next) {
        this.store = store;
        this.mostBytes = mostBytes;
        this.nanos = nanos;
        this.scorecard = scorecard;
        this.next = next;
    }

    /** Has the response to a request not stored. */
    static void leaveOut(HttpServerExchange exchange) {
        exchange.putAttachment(LEFT_OUT, true);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String key = key(exchange);
        boolean get = exchange.getRequestMethod().equals(Methods.GET);
        if (!get && !exchange.getRequestMethod().equals(Methods.HEAD)) {
            if (!exchange.getRequestMethod().equals(Methods.OPTIONS)) {
                exchange.addResponseCommitListener(answered -> invalidate(answered, key));
            }
            next.handleRequest(exchange);
            return;
        }
        HeaderMap request = exchange.getRequestHeaders();
        CacheControl control = CacheControl.of(request);
        if (exchange.isRequestComplete() && !personal(request)) { // a body could say what is wanted
            Optional<StoredResponse> stored = usable(exchange, key, control);
            if (stored.isPresent()) {
                scorecard.cacheHit();
                answer(exchange, stored.get());
                return;
            }
            scorecard.cacheMissed();
            if (control.has("only-if-cached")) {
                ErrorReport.send(exchange, StatusCodes.GATEWAY_TIME_OUT, "This is not in the cache.");
                return;
            } else if (get && !control.has("no-store") && !conditional(request)) {
                exchange.addResponseWrapper((factory, answered) -> record(factory, answered, key));
            }
        }
        next.handleRequest(exchange);
    }

    private static boolean personal(HeaderMap request) {
        return request.contains(Headers.AUTHORIZATION) || request.contains(Headers.RANGE);
    }

    private static boolean conditional(HeaderMap request) {
        return request.contains(Headers.IF_MATCH)
                || request.contains(Headers.IF_UNMODIFIED_SINCE)
                || request.contains(Headers.IF_NONE_MATCH)
                || request.contains(Headers.IF_MODIFIED_SINCE);
    }

    private static String key(HttpServerExchange exchange) {
        return exchange.getRequestScheme() + "://" + exchange.getHostAndPort() + ForwardedPrefix.of(exchange)
                + exchange.getRequestURI() + "?" + exchange.getQueryString();
    }

    private Optional<StoredResponse> usable(HttpServerExchange exchange, String key, CacheControl control) {
        boolean pragma = !exchange.getRequestHeaders().contains(Headers.CACHE_CONTROL)
                && "no-cache".equals(exchange.getRequestHeaders().getFirst(Headers.PRAGMA));
        if (control.has("no-cache") || control.has("no-store") || pragma) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        return store.find(key, exchange.getRequestHeaders(), now)
                .filter(stored -> stored.age(now) <= control.seconds("max-age").orElse(Long.MAX_VALUE))
                .filter(stored -> stored.lifetime() - stored.age(now)
                        >= control.seconds("min-fresh").orElse(0L));
    }

    private void answer(HttpServerExchange exchange, StoredResponse stored) {
        HeaderMap headers = exchange.getResponseHeaders();
        stored.headers().forEach(field -> headers.add(field.name(), field.value()));
        long age = stored.age(nanos.getAsLong());
        headers.put(Headers.AGE, age);
        headers.put(CACHE_STATUS, "edge; hit; ttl=" + (stored.lifetime() - age));
        exchange.setStatusCode(stored.status());
        if (stored.status() == StatusCodes.OK && unchanged(exchange)) {
            exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
            headers.remove(Headers.CONTENT_ENCODING);
            exchange.endExchange();
            return;
        }
        if (stored.status() != StatusCodes.NO_CONTENT) {
            exchange.setResponseContentLength(stored.body().length);
        }
        if (exchange.getRequestMethod().equals(Methods.HEAD) || stored.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(stored.body()));
        }
    }

    /** Whether the client has what is stored (RFC 9111, 4.3.2). */
    private static boolean unchanged(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getResponseHeaders();
        HeaderMap request = exchange.getRequestHeaders();
        String match = request.getFirst(Headers.IF_NONE_MATCH);
        String tag = headers.getFirst(Headers.ETAG);
        if (match != null) {
            return tag != null && Preconditions.matches(match, tag, true);
        }
        Date modified = date(headers, Headers.LAST_MODIFIED);
        Date since = date(request, Headers.IF_MODIFIED_SINCE);
        return modified != null && since != null && !modified.after(since);
    }

    private static Date date(HeaderMap headers, HttpString name) {
        String text = headers.getFirst(name);
        return text == null ? null : DateUtils.parseDate(text);
    }

    private void invalidate(HttpServerExchange exchange, String key) {
        if (exchange.getStatusCode() < StatusCodes.BAD_REQUEST) {
            store.remove(key);
        }
    }

    /** Records the body of a response that may be stored. */
    private StreamSinkConduit record(
            ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange, String key) {
        HeaderMap headers = exchange.getResponseHeaders();
        CacheControl control = CacheControl.of(headers);
        Optional<Long> lifetime = lifetime(headers, control);
        if (lifetime.isEmpty() || !storable(exchange, headers, control)) {
            return factory.create();
        }
        long age = age(headers);
        if (lifetime.get() <= age) {
            return factory.create();
        }
        if (!headers.contains(Headers.DATE)) {
            headers.put(Headers.DATE, DateUtils.toDateString(new Date())); // when it was made, also for later answers
        }
        List<StoredResponse.Field> fields = new ArrayList<>();
        for (HeaderValues values : headers) {
            if (!NOT_STORED.contains(values.getHeaderName())) {
                values.forEach(value -> fields.add(new StoredResponse.Field(values.getHeaderName(), value)));
            }
        }
        Map<HttpString, String> selecting = new LinkedHashMap<>();
        HeaderValues vary = headers.get(Headers.VARY);
        for (String name : vary == null ? new String[0] : String.join(",", vary).split(",")) {
            HttpString header = new HttpString(name.strip());
            selecting.put(header, StoredResponse.value(exchange.getRequestHeaders(), header));
        }
        int status = exchange.getStatusCode();
        long length = exchange.getResponseContentLength();
        long born = nanos.getAsLong() - age * 1_000_000_000L;
        return new Recording(factory.create(), mostBytes, length, body -> {
            if (length < 0 || length == body.length || status == StatusCodes.NO_CONTENT) {
                store.put(key, new StoredResponse(status, fields, body, selecting, born, lifetime.get()));
            }
        });
    }

    /** RFC 9111, 4.2.1; nothing is guessed. */
    private static Optional<Long> lifetime(HeaderMap headers, CacheControl control) {
        Optional<Long> said = control.seconds("s-maxage").or(() -> control.seconds("max-age"));
        if (said.isPresent() || !headers.contains(Headers.EXPIRES)) {
            return said;
        }
        Date expires = date(headers, Headers.EXPIRES);
        Date made = date(headers, Headers.DATE);
        long from = made == null ? System.currentTimeMillis() : made.getTime();
        return Optional.of(expires == null ? 0 : (expires.getTime() - from) / 1000);
    }

    private static long age(HeaderMap headers) {
        String age = headers.getFirst(Headers.AGE);
        return age != null && age.matches("[0-9]{1,10}") ? Long.parseLong(age) : 0;
    }

    /** A session's cookie may have done so, which is no Authorization. */
    private static boolean loggedIn(HttpServerExchange exchange) {
        SecurityContext security = exchange.getSecurityContext();
        return security != null && security.getAuthenticatedAccount() != null;
    }

    private static boolean storable(HttpServerExchange exchange, HeaderMap headers, CacheControl control) {
        HeaderValues vary = headers.get(Headers.VARY);
        return STATUSES.contains(exchange.getStatusCode())
                && !exchange.isUpgrade()
                && exchange.getAttachment(LEFT_OUT) == null
                && !loggedIn(exchange)
                && !control.has("private")
                && !control.has("no-store")
                && !control.has("no-cache")
                && !headers.contains(Headers.SET_COOKIE)
                && !exchange.responseCookies().iterator().hasNext()
                && !headers.contains(Headers.CONTENT_RANGE)
                && !headers.contains(Headers.TRAILER)
                && (vary == null || vary.stream().noneMatch(value -> value.contains("*")));
    }
}
