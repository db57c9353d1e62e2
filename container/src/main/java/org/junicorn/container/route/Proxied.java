package org.junicorn.container.route;

import io.undertow.client.ClientConnection;
import io.undertow.client.http.ResponseHeads;
import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorReport;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * One request that an upstream server answers: knows how far it has come, ends it when nothing happens any more, and
 * says why if it fails. On the I/O thread of the request.
 */
final class Proxied implements DefaultResponseListener {
    private static final Logger LOG = Logger.getLogger(Proxied.class);
    private static final AttachmentKey<Proxied> KEY = AttachmentKey.create(Proxied.class);
    private static final int LOOKS = 8;
    private static final long SHORTEST_MS = 20;

    private final HttpServerExchange exchange;
    private final ProxyRule rule;
    private final Scorecard scorecard;
    private Optional<ClientConnection> connection = Optional.empty();
    private XnioExecutor.Key look;
    private long sent;
    private long lastProgress;
    private boolean late;
    private boolean full;
    private boolean timedOut;

    private Proxied(HttpServerExchange exchange, ProxyRule rule, Scorecard scorecard) {
        this.exchange = exchange;
        this.rule = rule;
        this.scorecard = scorecard;
    }

    static void begin(HttpServerExchange exchange, ProxyRule rule, Scorecard scorecard) {
        Proxied proxied = new Proxied(exchange, rule, scorecard);
        exchange.putAttachment(KEY, proxied);
        exchange.addDefaultResponseListener(proxied);
        exchange.addExchangeCompleteListener((ended, next) -> {
            Optional.ofNullable(proxied.look).ifPresent(XnioExecutor.Key::remove);
            next.proceed();
        });
    }

    static Proxied of(HttpServerExchange exchange) {
        return exchange.getAttachment(KEY);
    }

    /** Whether no further server is asked. */
    boolean over() {
        return timedOut;
    }

    void connected(ClientConnection made) {
        ResponseHeads.watch(made);
        connection = Optional.of(made);
        progress();
        watch();
    }

    /** @param inTime whether it took too long, or was refused */
    void unconnected(boolean tooLate) {
        connection = Optional.empty();
        late = tooLate;
    }

    void full() {
        full = true;
    }

    private void progress() {
        sent = exchange.getResponseBytesSent();
        lastProgress = System.nanoTime();
    }

    private void watch() {
        Optional.ofNullable(look).ifPresent(XnioExecutor.Key::remove);
        look = exchange.getIoThread()
                .executeAfter(
                        this::look, Math.max(SHORTEST_MS, rule.timeout().toMillis() / LOOKS), TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (exchange.isComplete() || exchange.getStatusCode() == StatusCodes.SWITCHING_PROTOCOLS) {
            return;
        }
        if (!exchange.isRequestComplete() || exchange.getResponseBytesSent() != sent) {
            progress();
        }
        if (System.nanoTime() - lastProgress < rule.timeout().toNanos()) {
            watch();
            return;
        }
        timedOut = true;
        connection.ifPresent(IoUtils::safeClose);
        if (exchange.isResponseStarted()) {
            failed(0, reason());
            IoUtils.safeClose(exchange.getConnection());
        } else if (!exchange.isComplete()) {
            exchange.endExchange();
        }
    }

    /** Undertow ends an exchange that no server has answered: with what status, it does not know. */
    @Override
    public boolean handleDefaultResponse(HttpServerExchange ended) {
        if (!ended.isResponseChannelAvailable()) {
            return false;
        }
        boolean unconnected = connection.isEmpty();
        int status = timedOut || unconnected && late
                ? StatusCodes.GATEWAY_TIME_OUT
                : full ? StatusCodes.SERVICE_UNAVAILABLE : StatusCodes.BAD_GATEWAY;
        failed(status, reason());
        if (!ended.isRequestComplete()) {
            ended.setPersistent(false);
        }
        if (full) {
            ended.getResponseHeaders().put(Headers.RETRY_AFTER, 1);
        }
        ErrorReport.send(ended, status, "The server that answers this path is not available.");
        return true;
    }

    private String reason() {
        String server = connection
                .map(made -> String.valueOf(made.getPeerAddress()).replaceFirst("^.*/", ""))
                .orElseGet(() -> String.join(
                        ", ",
                        rule.upstreams().stream().map(uri -> uri.toString()).toList()));
        if (timedOut) {
            return server + " has sent nothing for " + rule.timeout().toMillis() + " ms";
        } else if (connection.isPresent()) {
            return server + " has closed the connection before it answered";
        } else if (full) {
            return "there are max_connections = " + rule.connections() + " connections to " + server;
        }
        return server
                + (late
                        ? " could not be connected to within "
                                + rule.connectTimeout().toMillis() + " ms"
                        : " cannot be connected to");
    }

    /** @param status 0 if the response had begun, and was cut */
    private void failed(int status, String reason) {
        scorecard.proxyFailed();
        LOG.warnf(
                "%s %s %s: %s",
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                status == 0 ? "is cut" : "is answered " + status,
                reason);
    }
}
