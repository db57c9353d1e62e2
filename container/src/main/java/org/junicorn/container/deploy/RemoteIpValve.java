package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Networks;
import org.junicorn.container.proxy.AsSent;
import org.junicorn.container.war.ContextModel.Part;

/**
 * What proxies in front of one application say about its clients (Tomcat: RemoteIpValve, whose attributes it has). Of
 * proxies that the application trusts only: what the server itself has made of their headers is taken back before. Where
 * it differs from Tomcat, the header {@code Host} changes with the server's name and port, since Undertow has them from there.
 */
final class RemoteIpValve {
    /** The address that has connected, for valves that look at that one. */
    static final AttachmentKey<InetSocketAddress> PEER = AttachmentKey.create(InetSocketAddress.class);

    private static final String PRIVATE_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,"
            + "100.64.0.0/10,127.0.0.0/8,::1/128,fe80::/10,fc00::/7";

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9a-fA-F:.]{2,45}])(?::\\d{0,5})?");
    private static final String LOG = "org.apache.catalina.AccessLog.";

    private final Predicate<String> internal;
    private final Predicate<String> trusted;
    private final HttpString addressHeader;
    private final HttpString proxiesHeader;
    private final Optional<HttpString> schemeHeader;
    private final String secureValue;
    private final Optional<HttpString> hostHeader;
    private final Optional<HttpString> portHeader;
    private final int plainPort;
    private final int securePort;
    private final boolean attributes;
    private final boolean localName;
    private final boolean localPort;

    private RemoteIpValve(Part valve) throws DeploymentException {
        internal = proxies(valve, "internalProxies", PRIVATE_NETWORKS);
        trusted = proxies(valve, "trustedProxies", "");
        addressHeader = new HttpString(valve.attribute("remoteIpHeader").orElse("X-Forwarded-For"));
        proxiesHeader = new HttpString(valve.attribute("proxiesHeader").orElse("X-Forwarded-By"));
        schemeHeader = header(valve, "protocolHeader", "X-Forwarded-Proto");
        secureValue = valve.attribute("protocolHeaderHttpsValue").orElse("https");
        hostHeader = header(valve, "hostHeader", "");
        portHeader = header(valve, "portHeader", "");
        plainPort = port(valve, "httpServerPort", 80);
        securePort = port(valve, "httpsServerPort", 443);
        attributes = !valve.attribute("requestAttributesEnabled").orElse("").equalsIgnoreCase("false");
        localName = valve.attribute("changeLocalName").orElse("").equalsIgnoreCase("true");
        localPort = valve.attribute("changeLocalPort").orElse("").equalsIgnoreCase("true");
    }

    /** @throws DeploymentException if an attribute cannot be read: half a valve would believe the wrong ones */
    static RemoteIpValve of(Part valve) throws DeploymentException {
        return new RemoteIpValve(valve);
    }

    private static Optional<HttpString> header(Part valve, String name, String otherwise) {
        return Optional.of(valve.attribute(name).orElse(otherwise))
                .filter(text -> !text.isEmpty())
                .map(HttpString::new);
    }

    private static int port(Part valve, String name, int otherwise) throws DeploymentException {
        String text = valve.attribute(name).orElse(Integer.toString(otherwise));
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw new DeploymentException(valve.where() + ": " + name + " is not a port");
        }
        return Integer.parseInt(text);
    }

    /** Networks if there is a slash in it, else a regular expression, as on Tomcat 11. */
    private static Predicate<String> proxies(Part valve, String name, String otherwise) throws DeploymentException {
        String text = valve.attribute(name).orElse(otherwise);
        try {
            if (text.isEmpty()) {
                return address -> false;
            } else if (text.indexOf('/') <= 0) {
                return Pattern.compile(text).asMatchPredicate();
            }
            List<Networks> networks = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(Networks::masking)
                    .toList();
            return address -> Networks.address(address.replaceFirst("%.*", ""))
                    .filter(found -> networks.stream().anyMatch(network -> network.contains(found)))
                    .isPresent();
        } catch (PatternSyntaxException e) {
            throw new DeploymentException(
                    valve.where() + ": " + name + " is not a regular expression: " + e.getDescription());
        } catch (IllegalArgumentException e) {
            throw new DeploymentException(valve.where() + ": " + name + ": " + e.getMessage());
        }
    }

    /** Takes back what the server itself has made of the proxies' headers. In front of all valves, whatever their order. */
    static HttpHandler asSent(HttpHandler next) {
        return exchange -> {
            AsSent.restore(exchange);
            exchange.putAttachment(PEER, exchange.getSourceAddress());
            next.handleRequest(exchange);
        };
    }

    HttpHandler inFrontOf(HttpHandler next) {
        return exchange -> {
            HttpServletRequestImpl request =
                    exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY).getOriginalRequest();
            String address = AddressRule.text(exchange.getSourceAddress());
            if (internal.test(address) || trusted.test(address)) {
                believe(exchange, address);
                request.setAttribute("org.apache.tomcat.request.forwarded", Boolean.TRUE);
            }
            if (attributes) {
                describe(request);
            }
            next.handleRequest(exchange);
        };
    }

    private void believe(HttpServerExchange exchange, String peer) {
        HeaderMap headers = exchange.getRequestHeaders();
        List<String> told = split(headers.get(addressHeader));
        List<String> proxies = new ArrayList<>();
        if (!internal.test(peer)) {
            proxies.add(peer);
        }
        int left = told.size();
        boolean found = false;
        while (left > 0 && !found) {
            left--;
            boolean own = internal.test(told.get(left));
            found = !own && !trusted.test(told.get(left));
            if (!own && !found) {
                proxies.add(0, told.get(left));
            }
        }
        if (!told.isEmpty()) {
            exchange.setSourceAddress(client(told.get(left), exchange.getSourceAddress()));
            put(headers, proxiesHeader, proxies);
            put(headers, addressHeader, told.subList(0, left));
        }
        target(exchange);
    }

    private static List<String> split(HeaderValues values) {
        return values == null
                ? List.of()
                : values.stream()
                        .flatMap(line -> Arrays.stream(line.split(",")))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    private static void put(HeaderMap headers, HttpString name, List<String> words) {
        if (words.isEmpty()) {
            headers.remove(name);
        } else {
            headers.put(name, String.join(",", words));
        }
    }

    /** What is no address is shown as it was told, as on Tomcat, and never looked up. */
    private static InetSocketAddress client(String told, InetSocketAddress peer) {
        return Networks.address(told)
                .map(address -> new InetSocketAddress(address, peer.getPort()))
                .orElseGet(() -> InetSocketAddress.createUnresolved(told, peer.getPort()));
    }

    /** Scheme, host and port that the client has used. */
    private void target(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String name = exchange.getHostName();
        int port = exchange.getHostPort();
        Optional<String> scheme = schemeHeader.map(headers::getFirst).map(this::scheme);
        if (scheme.isPresent()) {
            exchange.setRequestScheme(scheme.get());
            exchange.putAttachment(
                    HttpServerExchange.SECURE_REQUEST, scheme.get().equals("https"));
            port = port(headers, scheme.get().equals("https") ? securePort : plainPort);
        }
        Optional<String> host = hostHeader
                .map(headers::getFirst)
                .map(HOST::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1));
        if (scheme.isEmpty() && host.isEmpty()) {
            return;
        }
        boolean usual = port == (exchange.getRequestScheme().equals("https") ? 443 : 80);
        String shown = host.orElse(name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name);
        headers.put(Headers.HOST, usual ? shown : shown + ":" + port);
        local(exchange, host, scheme.isPresent() ? Optional.of(port) : Optional.empty());
    }

    private String scheme(String told) {
        List<String> words =
                Arrays.stream(told.split(",", -1)).map(String::strip).toList();
        return words.stream().allMatch(secureValue::equalsIgnoreCase) ? "https" : "http";
    }

    private int port(HeaderMap headers, int otherwise) {
        String told = portHeader.map(headers::getFirst).orElse("");
        return told.matches("\\d{1,5}") && Integer.parseInt(told) <= 65535 ? Integer.parseInt(told) : otherwise;
    }

    /** The name and the port at which the request came in, if it is to be those of the proxy. */
    private void local(HttpServerExchange exchange, Optional<String> host, Optional<Integer> port) {
        InetSocketAddress own = exchange.getDestinationAddress();
        Optional<String> name = host.filter(any -> localName);
        Optional<Integer> number = port.filter(any -> localPort);
        if (own == null || own.getAddress() == null || name.isEmpty() && number.isEmpty()) {
            return;
        }
        try {
            InetAddress address = name.isPresent()
                    ? InetAddress.getByAddress(name.get(), own.getAddress().getAddress())
                    : own.getAddress();
            exchange.setDestinationAddress(new InetSocketAddress(address, number.orElse(own.getPort())));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    /** For an application that asks for what Tomcat's access log would show (Tomcat: requestAttributesEnabled). */
    private static void describe(HttpServletRequestImpl request) {
        request.setAttribute(LOG + "RemoteAddr", request.getRemoteAddr());
        request.setAttribute("org.apache.tomcat.remoteAddr", request.getRemoteAddr());
        request.setAttribute(LOG + "RemoteHost", request.getRemoteHost());
        request.setAttribute(LOG + "Protocol", request.getProtocol());
        request.setAttribute(LOG + "ServerName", request.getServerName());
        request.setAttribute(LOG + "ServerPort", request.getServerPort());
    }
}
