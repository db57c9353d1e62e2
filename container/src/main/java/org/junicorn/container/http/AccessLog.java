package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
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

    void reopen() {
        file.reopen();
    }

    @Override
    public void close() {
        file.close();
    }
}
