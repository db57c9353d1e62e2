package org.junicorn.container.affinity;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.junicorn.container.ForwardedPrefix;

/**
 * What one worker tells the other about the connection that a request came on. It stands in headers of ours, which are
 * read and removed on the private socket only: from a client they are headers like any others, and whoever forwards a
 * request replaces them.
 *
 * @param peer the client's address, as trusted proxies have told it
 * @param local the address that the client has connected to
 * @param secure whether the connection is one of TLS, here or at a trusted proxy
 * @param tls what is known of its session, see {@link TlsSession}; empty: nothing
 * @param prefix of the path, which a proxy has taken off, or empty
 */
public record Origin(InetSocketAddress peer, InetSocketAddress local, boolean secure, String tls, String prefix) {
    private static final HttpString HEADER = new HttpString("Junicorn-Origin");

    /** The client's header Connection, which is about its own connection and not about the one between workers. */
    private static final HttpString CONNECTION = new HttpString("Junicorn-Connection");

    private static final HttpString TLS = new HttpString("Junicorn-Tls");

    private static final AttachmentKey<Boolean> FORWARDED = AttachmentKey.create(Boolean.class);

    /** With what the headers of trusted proxies have told, which the other worker does not look at again. */
    static Origin of(HttpServerExchange exchange) {
        SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
        return new Origin(
                exchange.getSourceAddress(),
                exchange.getDestinationAddress(),
                exchange.isSecure(),
                session == null ? "" : TlsSession.text(session),
                ForwardedPrefix.of(exchange));
    }

    /** Whether another worker has sent this request. */
    public static boolean isForwarded(HttpServerExchange exchange) {
        return exchange.getAttachment(FORWARDED) != null;
    }

    /** Adds this to the headers of a request that is sent to another worker. */
    void addTo(HeaderMap headers, boolean hideConnection) {
        String path = prefix.isEmpty() ? "" : " " + prefix; // a space at the end would be stripped on the way
        headers.put(HEADER, (secure ? "https" : "http") + " " + text(peer) + " " + text(local) + path);
        headers.remove(TLS);
        if (!tls.isEmpty()) {
            headers.put(TLS, tls);
        }
        headers.remove(CONNECTION);
        HeaderValues connection = headers.get(Headers.CONNECTION);
        if (hideConnection && connection != null) {
            List<String> values = List.copyOf(connection);
            headers.remove(Headers.CONNECTION);
            headers.putAll(CONNECTION, values);
        }
    }

    /**
     * Makes a request of another worker look as it looked there. Only for what came by the private socket.
     *
     * @throws IllegalArgumentException if it has not what {@link #addTo} adds
     */
    public static void restore(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String sent = headers.getFirst(HEADER);
        if (sent == null) {
            throw new IllegalArgumentException("a request of another worker does not say where it came from");
        }
        headers.remove(HEADER);
        Origin origin = parse(sent);
        Collection<String> connection = headers.remove(CONNECTION);
        if (connection != null && !connection.isEmpty()) {
            headers.putAll(Headers.CONNECTION, connection);
        }
        String session = headers.getFirst(TLS);
        headers.remove(TLS);
        if (exchange.getConnection() != null) { // of the request before, perhaps of another client
            exchange.getConnection().setSslSessionInfo(session == null ? null : TlsSession.parse(session));
        }
        exchange.setSourceAddress(origin.peer());
        exchange.setDestinationAddress(origin.local());
        if (origin.secure()) {
            exchange.setRequestScheme("https");
            exchange.putAttachment(HttpServerExchange.SECURE_REQUEST, true);
        }
        ForwardedPrefix.set(exchange, origin.prefix());
        exchange.putAttachment(FORWARDED, true);
    }

    static Origin parse(String header) {
        String[] parts = header.split(" ", -1);
        if (parts.length != 3 && parts.length != 4) {
            throw new IllegalArgumentException("not the origin of a request: " + header);
        }
        return new Origin(
                address(parts[1]), address(parts[2]), parts[0].equals("https"), "", parts.length == 3 ? "" : parts[3]);
    }

    /** Bytes, scope, port and name: a name may be there without having been looked up, and must not be looked up. */
    private static String text(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        if (address == null) {
            return "-/0/" + socket.getPort() + "/" + socket.getHostString();
        }
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        String name = socket.getHostString();
        return HexFormat.of().formatHex(address.getAddress()) + "/" + scope + "/" + socket.getPort() + "/"
                + (name.equals(address.getHostAddress()) ? "" : name);
    }

    private static InetSocketAddress address(String text) {
        String[] parts = text.split("/", 4);
        if (parts.length != 3 && parts.length != 4) {
            throw new IllegalArgumentException("not an address: " + text);
        }
        int port = Integer.parseInt(parts[2]);
        if (parts[0].equals("-")) {
            return InetSocketAddress.createUnresolved(parts[3], port);
        }
        byte[] bytes = HexFormat.of().parseHex(parts[0]);
        String name = parts[3].isEmpty() ? null : parts[3];
        try {
            int scope = Integer.parseInt(parts[1]);
            InetAddress address =
                    scope > 0 ? Inet6Address.getByAddress(name, bytes, scope) : InetAddress.getByAddress(name, bytes);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }
}
