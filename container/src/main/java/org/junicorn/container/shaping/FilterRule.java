package org.junicorn.container.shaping;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.junicorn.container.Networks;
import org.junicorn.container.deploy.HostName;

/**
 * A rule about requests: all its conditions have to hold. Regular expressions are RE2's: whatever a client sends, the time
 * they take grows with its length only.
 *
 * @param status with which a request is refused; empty if it is let through
 * @param head conditions about the request's head
 * @param body conditions about its body
 */
record FilterRule(Optional<Integer> status, List<Predicate<HttpServerExchange>> head, List<Predicate<byte[]>> body) {
    private static final int FORBIDDEN = 403;

    /** @throws IllegalArgumentException if it is not {@code deny} or {@code allow} with conditions that are known */
    static FilterRule parse(String text) {
        Clauses clauses = Clauses.parse(text);
        boolean deny = clauses.head().equals("deny");
        if (!deny && !clauses.head().equals("allow")) {
            throw new IllegalArgumentException(
                    "begins neither with deny nor with allow; write one such as deny;path=/admin;address=!10.0.0.0/8");
        }
        int status = FORBIDDEN;
        List<Predicate<HttpServerExchange>> head = new ArrayList<>();
        List<Predicate<byte[]>> body = new ArrayList<>();
        for (Clauses.Option option : clauses.options()) {
            String value = option.needed();
            if (option.name().equals("status") && deny) {
                status = status(value);
                continue;
            }
            boolean negated = value.startsWith("!");
            String wanted = negated ? value.substring(1) : value;
            if (option.name().equals("body")) {
                Pattern pattern = pattern(wanted);
                Predicate<byte[]> found = bytes -> pattern.matcher(bytes).find();
                body.add(negated ? found.negate() : found);
            } else {
                Predicate<HttpServerExchange> condition = condition(option.name(), wanted);
                head.add(negated ? condition.negate() : condition);
            }
        }
        return new FilterRule(deny ? Optional.of(status) : Optional.empty(), List.copyOf(head), List.copyOf(body));
    }

    private static int status(String text) {
        if (!text.matches("[45][0-9]{2}")) {
            throw new IllegalArgumentException("status is not one from 400 to 599");
        }
        return Integer.parseInt(text);
    }

    private static Predicate<HttpServerExchange> condition(String name, String value) {
        return switch (name) {
            case "host" -> host(value);
            case "method" -> {
                List<String> methods = words(value);
                methods.forEach(ShapingSyntax::checkToken);
                yield exchange -> methods.contains(exchange.getRequestMethod().toString());
            }
            case "path" -> path(value);
            case "query" -> {
                Pattern pattern = pattern(value);
                yield exchange -> pattern.matcher(exchange.getQueryString()).find();
            }
            case "header" -> header(value);
            case "address" -> address(value);
            default ->
                throw new IllegalArgumentException("there is no condition " + name
                        + "; known are host, method, path, query, header, address and body");
        };
    }

    private static Predicate<HttpServerExchange> host(String value) {
        List<String> hosts = words(value.toLowerCase(Locale.ROOT));
        return exchange -> {
            String host = HostName.of(exchange);
            return hosts.stream()
                    .anyMatch(wanted ->
                            wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted));
        };
    }

    /** The normalised path, which no encoding and no {@code ..} gets round. */
    private static Predicate<HttpServerExchange> path(String value) {
        if (value.startsWith("~")) {
            Pattern pattern = pattern(value.substring(1));
            return exchange -> pattern.matcher(exchange.getRelativePath()).find();
        } else if (!value.startsWith("/")) {
            throw new IllegalArgumentException("path is neither a path nor ~ and a regular expression");
        }
        String prefix = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return exchange -> {
            String path = exchange.getRelativePath();
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        };
    }

    /** {@code NAME}, {@code NAME=VALUE} or {@code NAME~REGEX}; of a repeated header any. */
    private static Predicate<HttpServerExchange> header(String value) {
        String name = value.split("[=~]", 2)[0].strip();
        ShapingSyntax.checkToken(name);
        HttpString header = new HttpString(name);
        Predicate<String> text;
        if (name.length() == value.length()) {
            text = any -> true;
        } else if (value.charAt(name.length()) == '~') {
            Pattern pattern = pattern(value.substring(name.length() + 1));
            text = found -> pattern.matcher(found).find();
        } else {
            text = value.substring(name.length() + 1)::equals;
        }
        return exchange -> {
            HeaderValues values = exchange.getRequestHeaders().get(header);
            return values != null && values.stream().anyMatch(text);
        };
    }

    /** The client's address, which a trusted proxy may have told. */
    private static Predicate<HttpServerExchange> address(String value) {
        Networks networks = Networks.parse(words(value));
        return exchange -> {
            InetSocketAddress source = exchange.getSourceAddress();
            return source != null && source.getAddress() != null && networks.contains(source.getAddress());
        };
    }

    private static List<String> words(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression of RE2: " + e.getDescription());
        }
    }

    boolean headMatches(HttpServerExchange exchange) {
        return head.stream().allMatch(condition -> condition.test(exchange));
    }

    boolean bodyMatches(byte[] bytes) {
        return body.stream().allMatch(condition -> condition.test(bytes));
    }
}
