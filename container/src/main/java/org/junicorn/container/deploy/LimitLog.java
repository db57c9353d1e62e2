package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells the operator which limits requests run into: each at most once a minute, since whoever sends such requests must
 * not be able to fill the disk. The access log has them all. Any thread.
 */
public final class LimitLog {
    private static final Logger LOG = Logger.getLogger(LimitLog.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Long> said = new ConcurrentHashMap<>();

    /** @param excess says what was too much and ends in {@code "; setting = value"} */
    public void refused(HttpServerExchange exchange, String excess) {
        String setting = excess.substring(excess.lastIndexOf(';') + 1);
        long now = System.nanoTime();
        Long before = said.get(setting);
        if (before != null && now - before < PAUSE_NANOS) {
            return;
        }
        said.put(setting, now);
        LOG.infof(
                "%s %s refused: %s. The next ones of this minute are not logged",
                exchange.getRequestMethod(), ErrorReport.abbreviated(exchange.getRequestURI()), excess);
    }
}
