package org.junicorn.container.proxy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junicorn.container.ProxyRules;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Makes a request look as if its client had connected here, from what proxies say that are believed: address, scheme,
 * host, port, path, certificate (Tomcat: RemoteIpValve, SSLValve). Headers of others are ignored. What cannot be right is
 * answered 400.
 *
 * <p>{@code X-Forwarded-For} keeps what stands left of the client's address, as on Tomcat; the other headers stay. The
 * header {@code Host} is put right, since everything reads it.
 */
public final class TrustedProxies implements HttpHandler {
    private static final Logger LOG = Logger.getLogger(TrustedProxies.class);

    private final HttpHandler next;
    private final Trust trust;
    private final UnderscoreNames names;
    private final SchemeHeaders schemes;
    private final Set<HttpString> told;

    /** All headers that say anything here; most requests have none of them. */
    private final List<HttpString> telling;

    private final XForwarded xForwarded;
    private final Rfc7239 rfc7239;
    private final Optional<CertificateHeader> certificate;
    private final AtomicBoolean hinted = new AtomicBoolean();

    private TrustedProxies(ProxyRules rules, HttpHandler next) {
        this.next = next;
        trust = new Trust(rules.forwardedAllowIps());
        names = new UnderscoreNames(rules.headerMap(), rules.forwarderHeaders());
        schemes = new SchemeHeaders(rules.secureSchemeHeaders());
        told = rules.forwardedHeaders().stream().map(HttpString::new).collect(Collectors.toSet());
        xForwarded = new XForwarded(told, trust);
        rfc7239 = new Rfc7239(trust);
        telling = telling();
        certificate = Optional.of(rules.clientCertHeader())
                .filter(name -> !name.isEmpty())
                .map(CertificateHeader::new);
    }

    private List<HttpString> telling() {
        Set<HttpString> all = new LinkedHashSet<>(told);
        all.addAll(schemes.names());
        if (names.knows(PathPrefix.SCRIPT_NAME.toString())) {
            all.add(PathPrefix.SCRIPT_NAME);
        }
        return List.copyOf(all);
    }

    /** The stage, if anybody is believed or names are sorted out. */
    public static Optional<UnaryOperator<HttpHandler>> stage(ProxyRules rules) {
        boolean idle = rules.forwardedAllowIps().isEmpty()
                && rules.headerMap() == ProxyRules.HeaderMapping.DANGEROUS
                && rules.clientCertHeader().isEmpty();
        return idle ? Optional.empty() : Optional.of(next -> new TrustedProxies(rules, next));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        try {
            InetSocketAddress peer = exchange.getSourceAddress();
            boolean trusted = trust.includes(peer);
            if (names.matter()) {
                names.check(exchange.getRequestHeaders(), trusted);
            }
            if (certificate.isPresent()) {
                certificate.get().read(exchange, trusted);
            }
            if (isTold(exchange.getRequestHeaders())) {
                if (trusted) {
                    believe(exchange, peer);
                } else {
                    hint(exchange, peer);
                }
            }
        } catch (MisleadingHeaderException e) {
            exchange.setPersistent(false);
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, e.getMessage());
            return;
        }
        next.handleRequest(exchange);
    }

    private boolean isTold(HeaderMap headers) {
        for (int i = 0; i < telling.size(); i++) {
            if (headers.contains(telling.get(i))) {
                return true;
            }
        }
        return false;
    }

    private void believe(HttpServerExchange exchange, InetSocketAddress peer) throws MisleadingHeaderException {
        HeaderMap headers = exchange.getRequestHeaders();
        boolean standard = told.contains(Rfc7239.FORWARDED);
        Told said = standard ? rfc7239.read(headers, peer) : xForwarded.read(headers, peer);
        Optional<String> scheme = scheme(headers, said);
        OptionalInt port = standard ? OptionalInt.empty() : xForwarded.port(headers, said.proxies());
        if (said.client().isPresent() || scheme.isPresent() || said.host().isPresent() || port.isPresent()) {
            AsSent.remember(exchange);
            host(exchange, said.host(), port, scheme);
            scheme.ifPresent(exchange::setRequestScheme);
        }
        if (said.client().isPresent()) {
            exchange.setSourceAddress(said.client().get());
        }
        if (said.client().isPresent() && !standard) {
            if (said.rest().isEmpty()) {
                headers.remove(XForwarded.FOR);
            } else {
                headers.put(XForwarded.FOR, String.join(", ", said.rest()));
            }
        }
        if (told.contains(PathPrefix.FORWARDED)) {
            PathPrefix.forwarded(exchange);
        }
        if (telling.contains(PathPrefix.SCRIPT_NAME)) {
            PathPrefix.scriptName(exchange);
        }
    }

    private Optional<String> scheme(HeaderMap headers, Told said) throws MisleadingHeaderException {
        Optional<String> scheme = schemes.scheme(headers);
        if (scheme.isPresent() && said.scheme().isPresent() && !scheme.equals(said.scheme())) {
            throw new MisleadingHeaderException(
                    "The header Forwarded and another do not agree whether the connection was encrypted.");
        }
        return scheme.or(said::scheme);
    }

    /**
     * The port is the one told, else that of the host told, else the client's word, unless the proxy speaks another scheme
     * with the client than with us: then it is the one that the scheme has (Tomcat: httpsServerPort).
     */
    private static void host(
            HttpServerExchange exchange, Optional<Authority> told, OptionalInt port, Optional<String> scheme)
            throws MisleadingHeaderException {
        String now = scheme.orElse(exchange.getRequestScheme());
        boolean changed = !now.equals(exchange.getRequestScheme());
        String sent = exchange.getRequestHeaders().getFirst(Headers.HOST);
        if (told.isEmpty() && port.isEmpty() && !(changed && sent != null)) {
            return;
        }
        if (told.isEmpty() && (sent == null || sent.isEmpty())) {
            return; // no name, no port: what is left is our own address
        }
        Authority host = told.isPresent() ? told.get() : Authority.parse(sent, "Host");
        OptionalInt right = port.isPresent() ? port : told.isEmpty() && changed ? OptionalInt.empty() : host.port();
        String authority = new Authority(host.host(), right).text(now);
        if (authority.equals(sent)) {
            return;
        }
        if (exchange.isHostIncludedInRequestURI()) {
            // Which names the host that the proxy has asked for, and must be the one in Host.
            throw new MisleadingHeaderException("The target has a host, and the headers of the proxy another.");
        }
        exchange.getRequestHeaders().put(Headers.HOST, authority);
    }

    /** Once: it is the first question of everybody who sees the proxy's address in the log. */
    private void hint(HttpServerExchange exchange, InetSocketAddress peer) {
        if (!hinted.get()
                && !told.isEmpty()
                && told.stream().anyMatch(exchange.getRequestHeaders()::contains)
                && peer != null
                && peer.getAddress() != null
                && hinted.compareAndSet(false, true)) {
            LOG.infof(
                    "headers such as X-Forwarded-For of %s are ignored; if this is your proxy, name it in"
                            + " forwarded_allow_ips",
                    peer.getAddress().getHostAddress());
        }
    }
}
