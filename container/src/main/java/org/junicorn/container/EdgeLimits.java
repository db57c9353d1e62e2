package org.junicorn.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a client may take of a worker: time, memory, and requests. Beside {@link RequestLimits}, which are about the form
 * of one request. 0 is no limit where nothing else is said.
 *
 * @param headTimeout for the line and the header fields of a request, from its first byte (nginx: client_header_timeout)
 * @param bodyTimeout how long a client may be waited for before {@code bodyRate} must have been met (Tomcat:
 *     connectionTimeout)
 * @param bodyRate bytes of a body per second of waiting for them, at least; 0: one byte in each {@code bodyTimeout}
 * @param sendTimeout how long a client that does not read may be waited for before {@code sendRate} must have been met
 *     (nginx: send_timeout)
 * @param sendRate bytes of a response per second of waiting for its reader, at least; 0: one byte in each
 *     {@code sendTimeout}
 * @param requestsPerConnection after which a connection is closed (Tomcat: maxKeepAliveRequests)
 * @param bodyBytes of a request's body (nginx: client_max_body_size)
 * @param responseHeadBytes of a response's status line and header fields (Tomcat: maxHttpResponseHeaderSize)
 * @param bufferedBytes of a body of known length that is received before a thread is taken for the request; 0: none
 * @param concurrent requests that are answered at a time
 * @param queued requests that wait for others to end; only with {@code concurrent}
 * @param queueTimeout how long one waits; only with {@code concurrent}
 * @param rates requests per time
 * @param rateBoard what the workers share about rates; empty: this one is alone
 */
public record EdgeLimits(
        Duration headTimeout,
        Duration bodyTimeout,
        int bodyRate,
        Duration sendTimeout,
        int sendRate,
        int requestsPerConnection,
        long bodyBytes,
        int responseHeadBytes,
        int bufferedBytes,
        int concurrent,
        int queued,
        Duration queueTimeout,
        List<RateRule> rates,
        Optional<Path> rateBoard) {

    public EdgeLimits {
        rates = List.copyOf(rates);
    }

    /** What holds unless the operator wants something else. */
    public static EdgeLimits standard() {
        return new EdgeLimits(
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                500,
                Duration.ofSeconds(60),
                500,
                0,
                0,
                65536,
                65536,
                0,
                100,
                Duration.ofSeconds(10),
                List.of(),
                Optional.empty());
    }
}
