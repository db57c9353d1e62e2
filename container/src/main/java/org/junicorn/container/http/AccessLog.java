package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;

/** Logs each request at its end, on the thread that ends it. */
final class AccessLog implements AutoCloseable {
    private final AccessLogFormat format;
    private final Optional<AccessLogFile> file;
    private final Optional<Consumer<String>> copy;

    private AccessLog(AccessLogFormat format, Optional<AccessLogFile> file, Optional<Consumer<String>> copy) {
        this.format = format;
        this.file = file;
        this.copy = copy;
    }

    /** @throws DeploymentException if the format is wrong or the file cannot be written */
    static AccessLog open(AccessLogSettings settings) throws DeploymentException {
        AccessLogFormat format;
        try {
            format = AccessLogFormat.of(settings.format());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException("access_log_format = \"" + settings.format() + "\": " + e.getMessage(), e);
        }
        boolean written = settings.target().isPresent() || settings.descriptor() >= 0;
        return new AccessLog(
                format, written ? Optional.of(AccessLogFile.open(settings)) : Optional.empty(), settings.copy());
    }

    /** A stage of the chain. */
    HttpHandler before(HttpHandler next) {
        Request.FinishedListener listener = this::log;
        return exchange -> {
            Request.of(exchange).onFinish(listener);
            format.wish().ifPresent(wish -> wish.noteAtCommit(exchange));
            next.handleRequest(exchange);
        };
    }

    private void log(HttpServerExchange exchange, int status, long bytes, long nanos) {
        write(new AccessLogEntry(exchange, status, bytes, nanos));
    }

    /** Logs an answer to something that was no request: there is an address at most. On an I/O thread. */
    void refused(Optional<InetSocketAddress> peer, int status, long bytes) {
        HttpServerExchange nothing = new HttpServerExchange(null);
        nothing.setRequestMethod(HttpString.EMPTY);
        nothing.setProtocol(HttpString.EMPTY);
        nothing.setRequestURI("");
        nothing.setSourceAddress(peer.orElse(InetSocketAddress.createUnresolved("", 0)));
        write(new AccessLogEntry(nothing, status, bytes, 0));
    }

    private void write(AccessLogEntry entry) {
        String line = format.line(entry);
        file.ifPresent(to -> to.write(line));
        copy.ifPresent(to -> to.accept(line));
    }

    void reopen() {
        file.ifPresent(AccessLogFile::reopen);
    }

    @Override
    public void close() {
        file.ifPresent(AccessLogFile::close);
    }
}
