package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Networks;
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
    private final boolean ofPeer;
    private final int status;

    private AddressRule(
            Optional<Predicate<String>> allow,
            Optional<Predicate<String>> deny,
            boolean withPort,
            boolean ofPeer,
            int status) {
        this.allow = allow;
        this.deny = deny;
        this.withPort = withPort;
        this.ofPeer = ofPeer;
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
                flag(valve, "usePeerAddress"),
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
        InetSocketAddress peer = exchange.getAttachment(RemoteIpValve.PEER);
        String address = text(ofPeer && peer != null ? peer : exchange.getSourceAddress());
        InetSocketAddress destination = exchange.getDestinationAddress();
        return admits(withPort && destination != null ? address + ";" + destination.getPort() : address);
    }

    /** As servlets see it: what a proxy calls its client may be no address. */
    static String text(InetSocketAddress source) {
        if (source == null) {
            return "";
        }
        return source.getAddress() == null
                ? source.getHostString()
                : source.getAddress().getHostAddress();
    }

    /** Without a list of the allowed, all are that are not denied; without any list nobody is. */
    boolean admits(String address) {
        if (deny.isPresent() && deny.get().test(address)) {
            return false;
        }
        return allow.map(allowed -> allowed.test(address)).orElse(deny.isPresent());
    }

    /** Addresses, and perhaps the port of ours at which they may call. */
    private record Network(Networks networks, Optional<Pattern> port) {
        static Network parse(String text) {
            int semicolon = text.indexOf(';');
            Optional<Pattern> port =
                    semicolon < 0 ? Optional.empty() : Optional.of(Pattern.compile(text.substring(semicolon + 1)));
            return new Network(Networks.masking(semicolon < 0 ? text : text.substring(0, semicolon)), port);
        }

        boolean contains(String client) {
            String[] parts = client.split(";", 2);
            // without the interface of a link-local address
            return Networks.address(parts[0].replaceFirst("%.*", ""))
                            .filter(networks::contains)
                            .isPresent()
                    && (port.isEmpty()
                            || parts.length > 1 && port.get().matcher(parts[1]).matches());
        }
    }
}
