package org.junicorn.launcher.config;

import java.time.Duration;
import java.util.List;
import org.junicorn.launcher.config.Setting.Split;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * What becomes of more requests than can be answered.
 *
 * @param maxConcurrentRequests 0: no limit
 * @param limitRate as written; see {@link org.junicorn.container.RateRule}
 */
public record SheddingSettings(
        @Setting(
                section = "Load",
                byDefault = "0",
                min = "0",
                origin = "new",
                doc = "Requests that a worker answers at a time, asynchronous ones included. More wait, see"
                        + " `max_queue_size`. 0: no limit.")
        int maxConcurrentRequests,

        @Setting(
                section = "Load",
                byDefault = "100",
                min = "0",
                origin = "new",
                doc = "Requests that wait in a worker because of `max_concurrent_requests`, without a thread. More are"
                        + " answered 503 with `Retry-After`.")
        int maxQueueSize,

        @Setting(
                section = "Load",
                byDefault = "10s",
                min = "0s",
                origin = "new",
                doc = "How long a request waits because of `max_concurrent_requests`. Then it is answered 503 with"
                        + " `Retry-After`. 0s: none waits.")
        Duration queueTimeout,

        @Setting(
                section = "Load",
                label = "RATE",
                split = Split.LINES,
                syntax = Syntax.RATE,
                origin = "nginx: limit_req",
                doc = "How many requests a client may send to all workers together, as `100/s;burst=200;by=address`;"
                        + " `/m` and `/h` are per minute and hour. `burst` may come at once, by default as many as the"
                        + " rate says. `by` is `address` (the default; behind a trusted proxy the client's, of IPv6 its"
                        + " network), `header:NAME` or `cookie:NAME`. `path=/api/` counts only requests below it. More"
                        + " are answered 429 with `Retry-After`. May be given several times; each counts.")
        List<String> limitRate) {

    public SheddingSettings {
        limitRate = List.copyOf(limitRate);
    }
}
