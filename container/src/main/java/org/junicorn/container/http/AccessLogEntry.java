package org.junicorn.container.http;

import io.undertow.security.api.SecurityContext;
import io.undertow.security.idm.Account;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junicorn.container.deploy.RequestIdentity;

/**
 * What a line of the access log is made of. Texts are "" where there is none.
 *
 * @param exchange without a connection if what was sent is no request
 * @param bytes of the response's body
 * @param nanos since the head was read
 */
record AccessLogEntry(HttpServerExchange exchange, int status, long bytes, long nanos) {

    /** A header of the request; of a repeated one the last, as gunicorn. */
    String header(HttpString name) {
        return last(exchange.getRequestHeaders(), name);
    }

    /** A header of the response. */
    String responseHeader(HttpString name) {
        return last(exchange.getResponseHeaders(), name);
    }

    /** All values of a repeated header, as Tomcat. */
    static String all(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null ? "" : String.join(",", values);
    }

    private static String last(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null || values.isEmpty() ? "" : values.getLast();
    }

    String requestId() {
        return RequestIdentity.of(exchange).orElse("");
    }

    String protocol() {
        return exchange.getProtocol().toString();
    }

    String method() {
        return exchange.getRequestMethod().toString();
    }

    String requestLine() {
        String query = exchange.getQueryString();
        if (method().isEmpty()) {
            return "";
        }
        return method() + " " + exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query) + " " + protocol();
    }

    /** The client's address, which a proxy in front may have told. */
    String remote() {
        return address(exchange.getSourceAddress());
    }

    /** The address of who has connected. */
    String peer() {
        return address(
                exchange.getConnection() == null
                        ? null
                        : exchange.getConnection().getPeerAddress());
    }

    String local() {
        return address(
                exchange.getConnection() == null
                        ? null
                        : exchange.getConnection().getLocalAddress());
    }

    static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return "";
        }
        InetAddress found = inet.getAddress();
        return found == null ? inet.getHostString() : found.getHostAddress();
    }

    String remotePort() {
        InetSocketAddress source = exchange.getSourceAddress();
        return source == null || source.isUnresolved() ? "" : Integer.toString(source.getPort());
    }

    /** The host that the client asked for. */
    String serverName() {
        return exchange.getConnection() == null ? "" : exchange.getHostName();
    }

    /** The port that the client asked for. */
    String serverPort() {
        return exchange.getConnection() == null ? "" : Integer.toString(exchange.getHostPort());
    }

    String cookie(String name) {
        StringBuilder values = new StringBuilder();
        if (exchange.getConnection() == null) {
            return "";
        }
        for (Cookie cookie : exchange.requestCookies()) {
            if (cookie.getName().equals(name)) {
                values.append(values.isEmpty() ? "" : ",").append(cookie.getValue());
            }
        }
        return values.toString();
    }

    /** The name that came with Basic authentication, whether or not anybody has checked it. */
    String basicUser() {
        String credentials = header(Headers.AUTHORIZATION);
        if (!credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
            return "";
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(credentials.substring(6).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? "" : pair.substring(0, colon);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Who was logged in, by whatever means. */
    String user() {
        return Optional.ofNullable(exchange.getSecurityContext())
                .map(SecurityContext::getAuthenticatedAccount)
                .map(Account::getPrincipal)
                .map(java.security.Principal::getName)
                .orElse("");
    }

    /** Tomcat's %X: whether the response was cut off, and what becomes of the connection. */
    char connectionStatus() {
        if (status == Request.CLIENT_CLOSED || exchange.isResponseStarted() && !exchange.isResponseComplete()) {
            return 'X';
        }
        return exchange.isPersistent() ? '+' : '-';
    }

    Optional<Commitment> commitment() {
        return Optional.ofNullable(exchange.getAttachment(Commitment.KEY));
    }
}
