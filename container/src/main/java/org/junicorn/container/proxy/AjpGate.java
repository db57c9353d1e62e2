package org.junicorn.container.proxy;

import io.undertow.security.impl.ExternalAuthenticationMechanism;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.ajp.AjpRequestParser;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Lets in web servers that know the secret (Tomcat: {@code secretRequired="true"}): whoever reaches an AJP port can claim to
 * be any client, with any certificate. As on Tomcat, the web server's own log-in does not count ({@code
 * tomcatAuthentication="true"}) and its other attributes are not passed on. Undertow's reader checks less of a
 * request's target than that of HTTP does.
 */
public final class AjpGate implements HttpHandler {
    private final byte[] secret;
    private final HttpHandler next;

    /** @param secret not empty */
    public AjpGate(String secret, HttpHandler next) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("AJP needs a secret");
        }
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Map<String, String> attributes = exchange.removeAttachment(HttpServerExchange.REQUEST_ATTRIBUTES);
        String told = attributes == null ? null : attributes.get(AjpRequestParser.SECRET);
        if (told == null || !MessageDigest.isEqual(secret, told.getBytes(StandardCharsets.ISO_8859_1))) {
            exchange.setPersistent(false);
            ErrorReport.send(exchange, StatusCodes.FORBIDDEN, "");
            return;
        }
        exchange.removeAttachment(ExternalAuthenticationMechanism.EXTERNAL_PRINCIPAL);
        exchange.removeAttachment(ExternalAuthenticationMechanism.EXTERNAL_AUTHENTICATION_TYPE);
        exchange.removeAttachment(HttpServerExchange.REMOTE_USER);
        // The body comes in packets of AJP, whatever the client has sent to the web server.
        exchange.getRequestHeaders().remove(Headers.TRANSFER_ENCODING);
        if (!isTarget(exchange.getRequestURI()) || !isVisible(exchange.getQueryString())) {
            exchange.setPersistent(false);
            ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, "The target of the request is malformed.");
            return;
        }
        next.handleRequest(exchange);
    }

    private static boolean isTarget(String uri) {
        return (uri.startsWith("/") || uri.equals("*")) && isVisible(uri) && uri.indexOf('?') < 0;
    }

    private static boolean isVisible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 127 && c != '#');
    }
}
