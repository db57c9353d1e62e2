package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;

/** Logs each request at its end, on the thread that ends it. */
final class AccessLog implements AutoCloseable {
    private final AccessLogFormat format;
    private final AccessLogFile file;

    private AccessLog(AccessLogFormat format, AccessLogFile file) {
        this.format = format;
        this.file = file;
    }

    /** @throws DeploymentException if the format is wrong or the file cannot be written */
    static AccessLog open(AccessLogSettings settings) throws DeploymentException {
        AccessLogFormat format;
        try {
            format = AccessLogFormat.of(settings.format());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(e.getMessage(), e);
        }
        return new AccessLog(format, AccessLogFile.open(settings));
    }

    /** A stage of the chain. */
    HttpHandler before(HttpHandler next) {
        Request.FinishedListener listener = this::log;
        return exchange -> {
            Request.of(exchange).onFinish(listener);
            next.handleRequest(exchange);
        };
    }

    private void log(HttpServerExchange exchange, int status, long bytes, long nanos) {
        file.write(format.line(new AccessLogFormat.Entry(exchange, status, bytes, nanos)));
    }

    /** Logs an answer to something that was no request: there is an address at most. On an I/O thread. */
    void refused(Optional<InetSocketAddress> peer, int status, long bytes) {
        HttpServerExchange nothing = new HttpServerExchange(null);
        nothing.setRequestMethod(HttpString.EMPTY);
        nothing.setProtocol(HttpString.EMPTY);
        nothing.setRequestURI("");
        nothing.setSourceAddress(peer.orElse(InetSocketAddress.createUnresolved("", 0)));
        file.write(format.line(new AccessLogFormat.Entry(nothing, status, bytes, 0)));
    }

    void reopen() {
        file.reopen();
    }

    @Override
    public void close() {
        file.close();
    }
}
