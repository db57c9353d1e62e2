package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.ContextModel.Part;

/**
 * Which addresses may call (Tomcat: RemoteAddrValve, RemoteHostValve, RemoteCIDRValve): whoever is denied, or not among
 * those that are allowed, gets an error before anything of the application runs. As on Tomcat without {@code
 * enableLookups}, a client's host is its address.
 */
final class AddressRule {
    private final Optional<Predicate<String>> allow;
    private final Optional<Predicate<String>> deny;
    private final boolean withPort;
    private final int status;

    private AddressRule(
            Optional<Predicate<String>> allow, Optional<Predicate<String>> deny, boolean withPort, int status) {
        this.allow = allow;
        this.deny = deny;
        this.withPort = withPort;
        this.status = status;
    }

    /** @throws DeploymentException if a pattern is none: half a rule would let in whom it is meant to keep out */
    static AddressRule of(Part valve) throws DeploymentException {
        boolean networks = valve.attribute("className").orElse("").endsWith("CIDRValve");
        int status = 403;
        try {
            status = Integer.parseInt(valve.attribute("denyStatus").orElse("403"));
        } catch (NumberFormatException e) {
            throw new DeploymentException(valve.where() + ": denyStatus is not a number");
        }
        return new AddressRule(
                list(valve, "allow", networks),
                list(valve, "deny", networks),
                flag(valve, "addConnectorPort") || flag(valve, "addLocalPort"),
                status);
    }

    private static boolean flag(Part valve, String name) {
        return valve.attribute(name).orElse("").equalsIgnoreCase("true");
    }

    private static Optional<Predicate<String>> list(Part valve, String name, boolean networks)
            throws DeploymentException {
        String text = valve.attribute(name).orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!networks) {
                return Optional.of(Pattern.compile(text).asMatchPredicate());
            }
            List<Network> all = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(Network::parse)
                    .toList();
            return Optional.of(address -> all.stream().anyMatch(network -> network.contains(address)));
        } catch (PatternSyntaxException e) {
            throw new DeploymentException(
                    valve.where() + ": " + name + " is not a regular expression: " + e.getDescription());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(valve.where() + ": " + name + ": " + e.getMessage());
        }
    }

    HttpHandler inFrontOf(HttpHandler next) {
        return exchange -> {
            if (admits(exchange)) {
                next.handleRequest(exchange);
            } else {
                exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                        .getOriginalResponse()
                        .sendError(status);
            }
        };
    }

    private boolean admits(HttpServerExchange exchange) {
        InetSocketAddress source = exchange.getSourceAddress();
        String address = source == null || source.getAddress() == null
                ? ""
                : source.getAddress().getHostAddress();
        InetSocketAddress destination = exchange.getDestinationAddress();
        return admits(withPort && destination != null ? address + ";" + destination.getPort() : address);
    }

    /** Without a list of the allowed, all are that are not denied; without any list nobody is. */
    boolean admits(String address) {
        if (deny.isPresent() && deny.get().test(address)) {
            return false;
        }
        return allow.map(allowed -> allowed.test(address)).orElse(deny.isPresent());
    }

    /** An address, or one with the number of its leading bits that count. */
    private record Network(byte[] bytes, int bits, Optional<Pattern> port) {
        static Network parse(String text) {
            int semicolon = text.indexOf(';');
            Optional<Pattern> port =
                    semicolon < 0 ? Optional.empty() : Optional.of(Pattern.compile(text.substring(semicolon + 1)));
            String network = semicolon < 0 ? text : text.substring(0, semicolon);
            int slash = network.indexOf('/');
            String address = slash < 0 ? network : network.substring(0, slash);
            // A name would be looked up.
            byte[] bytes = bytes(address)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "\"" + text + "\" is no network; write it as in 10.0.0.0/8 or ::1"));
            try {
                int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(network.substring(slash + 1));
                if (bits >= 0 && bits <= bytes.length * 8) {
                    return new Network(bytes, bits, port);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException("\"" + text + "\" has no such number of bits");
        }

        private static Optional<byte[]> bytes(String address) {
            if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                return Optional.empty();
            }
            try {
                return Optional.of(InetAddress.getByName(address).getAddress());
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }

        boolean contains(String client) {
            String[] parts = client.split(";", 2);
            Optional<byte[]> address = bytes(parts[0]);
            if (address.isEmpty() || address.get().length != bytes.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address.get()[i / 8] & mask) != (bytes[i / 8] & mask)) {
                    return false;
                }
            }
            return port.isEmpty()
                    || parts.length > 1 && port.get().matcher(parts[1]).matches();
        }
    }
}
