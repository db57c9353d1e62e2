package org.junicorn.container.route;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path whose requests other servers answer.
 *
 * @param host a virtual host, or empty
 * @param path "" or "/name"
 * @param upstreams with or without a path, which is put in front of that of the request
 * @param timeout for the response to begin, counted from the end of the request, and between two pieces of it
 * @param connectTimeout for a connection to one of them
 * @param retries how often a request is sent to another one: always if no connection was made, else if its method is
 *     idempotent and it has no body
 * @param connections to each of them at a time, on each I/O thread of a worker; beyond it 503
 * @param failTimeout how long one that cannot be connected to is only used if there is no other
 * @param stripPath whether the path is taken off the front of the request's
 * @param upstreamHost whether the Host header names the upstream server; else it stays as the client has sent it
 */
public record ProxyRule(
        String host,
        String path,
        List<URI> upstreams,
        Duration timeout,
        Duration connectTimeout,
        int retries,
        int connections,
        Duration failTimeout,
        boolean stripPath,
        boolean upstreamHost) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)?");
    private static final Set<String> OPTIONS =
            Set.of("timeout", "connect_timeout", "retries", "max_connections", "fail_timeout", "strip_path", "host");

    public ProxyRule {
        upstreams = List.copyOf(upstreams);
    }

    /**
     * Reads {@code [HOST]/PATH=URL,URL;option=value;…}.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong and what would be right
     */
    public static ProxyRule parse(String text) {
        String[] parts = text.split(";", -1);
        int equals = parts[0].indexOf('=');
        int slash = parts[0].indexOf('/');
        if (slash < 0 || equals < slash) {
            throw new IllegalArgumentException(
                    "\"" + parts[0] + "\" has no path and servers; write /path=http://HOST:PORT");
        }
        String path = parts[0].substring(slash, equals);
        if (path.length() > 1 && path.endsWith("/")
                || path.contains("//")
                || path.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException(path + " is not a path; write / or /name");
        }
        List<URI> upstreams = new ArrayList<>();
        for (String url : parts[0].substring(equals + 1).split(",", -1)) {
            upstreams.add(upstream(url.strip()));
        }
        Reader reader = new Reader();
        for (int i = 1; i < parts.length; i++) {
            reader.option(parts[i].strip());
        }
        return new ProxyRule(
                parts[0].substring(0, slash).toLowerCase(Locale.ROOT),
                path.equals("/") ? "" : path,
                upstreams,
                reader.timeout,
                reader.connectTimeout,
                reader.retries < 0 ? Math.max(1, upstreams.size() - 1) : reader.retries,
                reader.connections,
                reader.failTimeout,
                reader.stripPath,
                reader.upstreamHost);
    }

    private static URI upstream(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean port = uri.getPort() != 0 && uri.getPort() <= 65535 && !url.matches("[a-z]+://[^/]*:(/.*)?");
            boolean bare = uri.getRawQuery() == null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            if (http && uri.getHost() != null && port && bare) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + url + "\" is not an upstream server; write http://HOST:PORT, or"
                + " https://HOST:PORT, with a path if there is one");
    }

    /** Reads options; what is not given is as here. */
    private static final class Reader {
        private Duration timeout = Duration.ofSeconds(60);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private int retries = -1;
        private int connections = 256;
        private Duration failTimeout = Duration.ofSeconds(10);
        private boolean stripPath;
        private boolean upstreamHost;

        void option(String option) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (name) {
                case "timeout" -> timeout = duration(name, value);
                case "connect_timeout" -> connectTimeout = duration(name, value);
                case "retries" -> retries = number(name, value, 0);
                case "max_connections" -> connections = number(name, value, 1);
                case "fail_timeout" -> failTimeout = duration(name, value);
                case "strip_path" -> stripPath = choice(name, value, "true", "false");
                case "host" -> upstreamHost = choice(name, value, "upstream", "client");
                default ->
                    throw new IllegalArgumentException("there is no option \"" + name + "\"; there are "
                            + String.join(", ", OPTIONS.stream().sorted().toList()));
            }
        }

        private static Duration duration(String name, String value) {
            Matcher matcher = DURATION.matcher(value);
            long count = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
            if (count == 0) {
                throw new IllegalArgumentException(name + " = \"" + value + "\" is not a time; write 30s, 500ms or 2m");
            }
            String unit = matcher.group(2);
            return "ms".equals(unit)
                    ? Duration.ofMillis(count)
                    : "m".equals(unit) ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
        }

        private static int number(String name, String value, int least) {
            if (value.matches("\\d{1,6}") && Integer.parseInt(value) >= least) {
                return Integer.parseInt(value);
            }
            throw new IllegalArgumentException(name + " = \"" + value + "\" is not a number from " + least);
        }

        private static boolean choice(String name, String value, String yes, String no) {
            if (value.equals(yes) || value.equals(no)) {
                return value.equals(yes);
            }
            throw new IllegalArgumentException(name + " = \"" + value + "\": write " + yes + " or " + no);
        }
    }
}
