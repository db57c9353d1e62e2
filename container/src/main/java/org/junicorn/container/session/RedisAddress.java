package org.junicorn.container.session;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Redis is: {@code redis[s]://[USER[:PASSWORD]@]HOST[:PORT][,HOST[:PORT]…][/DATABASE][?KEY=VALUE&…]}.
 *
 * @param hosts one server, or those that know where the master is, or some of a cluster
 * @param user or empty
 * @param password or empty
 * @param tls {@code rediss}
 * @param master the name of a master that sentinels watch; then {@code hosts} are sentinels
 * @param cluster whether it is a Redis Cluster
 * @param prefix with which all keys begin
 * @param ca certificates in PEM to trust instead of those of the JVM
 */
public record RedisAddress(
        List<Host> hosts,
        String user,
        String password,
        int database,
        boolean tls,
        Optional<String> master,
        boolean cluster,
        String prefix,
        Optional<Path> ca) {
    private static final Pattern URL =
            Pattern.compile("(rediss?)://(?:([^/?#@]*|[^/?#]*)@)?([^/?#@]+)(?:/([^?#]*))?(?:\\?([^#]*))?");

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._-]+)(?::(\\d{1,5}))?");

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    /** A server. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    public RedisAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads a URL.
     *
     * @param separatePassword counts if the URL has none; or empty
     * @throws IllegalArgumentException with a message that says what is wrong with it, without the password
     */
    public static RedisAddress parse(String url, String separatePassword) {
        if (url.matches("[a-z]+://[^/?#]*[/?#].*@.*")) {
            // Before anything else: what comes before it would be taken for a host, and shown.
            throw new IllegalArgumentException(
                    "an '@' after '/', '?' or '#'; write %40, %2F, %3F and %23 for these, as in a password");
        }
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not the address of a Redis; write redis://[USER[:PASSWORD]@]HOST[:PORT][/DATABASE], or rediss://…");
        }
        String login = matcher.group(2) == null ? "" : matcher.group(2);
        int colon = login.indexOf(':');
        String user = decoded(colon < 0 ? login : login.substring(0, colon));
        String password = colon < 0 ? separatePassword : decoded(login.substring(colon + 1));
        if (!user.isEmpty() && password.isEmpty()) {
            // A password file is read later; without one there is nothing to say who we are with.
            password = separatePassword;
        }
        Map<String, String> options = options(matcher.group(5));
        Optional<String> master =
                Optional.ofNullable(options.remove("sentinel")).filter(name -> !name.isEmpty());
        boolean cluster = flag("cluster", options.remove("cluster"));
        String prefix = Optional.ofNullable(options.remove("prefix")).orElse("junicorn");
        Optional<Path> ca = Optional.ofNullable(options.remove("ca")).map(Path::of);
        boolean tls = matcher.group(1).equals("rediss");
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("there is no option "
                    + options.keySet().iterator().next() + "; these exist: sentinel, cluster, prefix, ca");
        }
        if (master.isPresent() && cluster) {
            throw new IllegalArgumentException("sentinel and cluster exclude each other; leave one of them out");
        }
        if (ca.isPresent() && !tls) {
            throw new IllegalArgumentException("ca has no effect without TLS; write rediss://, or leave it out");
        }
        if (!prefix.matches("[0-9A-Za-z._-]+")) {
            throw new IllegalArgumentException("prefix may have letters, digits, '.', '_' and '-' only");
        }
        List<Host> hosts = hosts(matcher.group(3), master.isPresent() ? SENTINEL_PORT : PORT);
        if (hosts.size() > 1 && !cluster && master.isEmpty()) {
            throw new IllegalArgumentException(
                    "several hosts are a cluster or sentinels; add ?cluster=true or ?sentinel=NAME, or leave one");
        }
        int database = database(matcher.group(4));
        if (cluster && database != 0) {
            throw new IllegalArgumentException("a cluster has database 0 only; leave out /" + database);
        }
        return new RedisAddress(hosts, user, password, database, tls, master, cluster, prefix, ca);
    }

    private static List<Host> hosts(String text, int port) {
        List<Host> hosts = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            Matcher host = HOST.matcher(each);
            if (!host.matches()) {
                throw new IllegalArgumentException("\"" + each + "\" is not HOST or HOST:PORT");
            }
            int number = host.group(2) == null ? port : Integer.parseInt(host.group(2));
            if (number < 1 || number > 65535) {
                throw new IllegalArgumentException(number + " is not a port; write one from 1 to 65535");
            }
            hosts.add(new Host(host.group(1).replaceAll("[\\[\\]]", ""), number));
        }
        return hosts;
    }

    private static int database(String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,5}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not the number of a database, such as 0");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query != null && !query.isEmpty()) {
            for (String each : query.split("&")) {
                int equals = each.indexOf('=');
                options.put(
                        equals < 0 ? each : each.substring(0, equals),
                        equals < 0 ? "" : decoded(each.substring(equals + 1)));
            }
        }
        return options;
    }

    private static boolean flag(String name, String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(name + " is true or false");
        }
        return "true".equals(text);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a % that is not followed by two hexadecimal digits; write it as %25");
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(tls ? "rediss://" : "redis://");
        text.append(String.join(",", hosts.stream().map(Host::toString).toList()));
        return text.append('/').append(database).toString();
    }
}
