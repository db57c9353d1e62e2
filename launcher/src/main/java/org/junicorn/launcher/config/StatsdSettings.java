package org.junicorn.launcher.config;

import java.util.Optional;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * What is told to a statsd server.
 *
 * @param statsdHost {@code HOST:PORT} or {@code unix://PATH}
 * @param dogstatsdTags {@code name:value}, with commas between them
 */
public record StatsdSettings(
        @Setting(
                section = "Metrics",
                syntax = Syntax.STATSD,
                origin = "gunicorn: statsd_host",
                doc =
                        "A statsd server that is told of each request and of the workers: `HOST:PORT` by UDP, port 8125 if"
                                + " there is none, or `unix://PATH` of a datagram socket. The metrics have gunicorn's names:"
                                + " `gunicorn.requests`, `gunicorn.request.duration` in milliseconds,"
                                + " `gunicorn.request.status.NNN`, `gunicorn.workers`, `gunicorn.log.warning`, `.error` and"
                                + " `.critical`. What the server does not take is lost; requests never wait for it.")
        Optional<String> statsdHost,

        @Setting(
                section = "Metrics",
                origin = "gunicorn: statsd_prefix",
                doc = "Stands before the names of all metrics for statsd, with a dot in between.")
        Optional<String> statsdPrefix,

        @Setting(
                section = "Metrics",
                origin = "gunicorn: dogstatsd_tags",
                doc =
                        "Tags of all metrics for statsd, `name:value`, with commas between them, as DogStatsD reads them.")
        Optional<String> dogstatsdTags) {}
