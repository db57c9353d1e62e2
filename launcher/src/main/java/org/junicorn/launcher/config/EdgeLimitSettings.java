package org.junicorn.launcher.config;

import java.time.Duration;

/**
 * How slow and how large a client may be. Zero durations and numbers mean "no limit" except for {@code requestBuffering}.
 */
public record EdgeLimitSettings(
        @Setting(
                section = "Limits",
                byDefault = "20s",
                min = "0s",
                origin = "nginx: client_header_timeout",
                doc = "Time for the line and the header fields of a request, from its first byte. Then it is answered"
                        + " 408. 0s: no limit.")
        Duration headerTimeout,

        @Setting(
                section = "Limits",
                byDefault = "20s",
                min = "0s",
                origin = "Tomcat: connectionTimeout",
                doc = "How long a client may be waited for that sends a body, until `min_body_rate` must have been met."
                        + " If it was not, the request is answered 408. 0s: no limit.")
        Duration bodyTimeout,

        @Setting(
                section = "Limits",
                byDefault = "500",
                min = "0",
                origin = "Apache: RequestReadTimeout MinRate",
                doc = "Bytes of a body that must come for each second that a client is waited for, looked at once per"
                        + " `body_timeout`. Time in which the application does not read counts for nothing. 0: one"
                        + " byte in each `body_timeout` will do.")
        int minBodyRate,

        @Setting(
                section = "Limits",
                byDefault = "60s",
                min = "0s",
                origin = "nginx: send_timeout",
                doc = "How long a client may be waited for that does not read its response, until `min_send_rate` must"
                        + " have been met. If it was not, the connection is closed. 0s: no limit.")
        Duration sendTimeout,

        @Setting(
                section = "Limits",
                byDefault = "500",
                min = "0",
                origin = "new",
                doc = "Bytes of a response that must be taken for each second that its reader is waited for, looked at"
                        + " once per `send_timeout`. 0: one byte in each `send_timeout` will do.")
        int minSendRate,

        @Setting(
                section = "Limits",
                byDefault = "0",
                min = "0",
                origin = "Tomcat: maxKeepAliveRequests",
                doc = "Requests after which a connection is closed, with `Connection: close` in the last response. 0:"
                        + " no limit.")
        int maxKeepaliveRequests,

        @Setting(
                section = "Limits",
                byDefault = "0",
                origin = "nginx: client_max_body_size",
                doc = "Size of a request's body, as `10m`. A longer one is answered 413. Limits of the application and"
                        + " `max_post_size` apply as well. 0: no limit.")
        ByteSize maxBodySize,

        @Setting(
                section = "Limits",
                byDefault = "65536",
                min = "0",
                origin = "Tomcat: maxHttpResponseHeaderSize",
                doc = "Bytes of a response's header fields. If the application sends more, the client gets 500 and the"
                        + " log the name of the largest one. 0: no limit.")
        int maxResponseHeaderSize,

        @Setting(
                section = "Limits",
                byDefault = "64k",
                origin = "nginx: proxy_request_buffering",
                doc = "Size of bodies that are received before a thread is taken for the request, so that clients that"
                        + " send slowly hold none. A longer body, and one without `Content-Length`, goes to the"
                        + " application at once, since its client may wait for an answer before it sends more;"
                        + " there `body_timeout` and `min_body_rate` apply. 0: none.")
        ByteSize requestBuffering) {}
