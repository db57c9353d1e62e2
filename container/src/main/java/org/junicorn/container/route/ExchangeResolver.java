package org.junicorn.container.route;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.SSLSessionInfo;
import io.undertow.server.handlers.resource.Resource;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.util.HexConverter;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Optional;
import org.apache.catalina.valves.rewrite.Resolver;

/** The server variables of a request, as Tomcat's RewriteValve gives them to its rules; the request has no servlet yet. */
final class ExchangeResolver extends Resolver {
    private final HttpServerExchange exchange;
    private final Deployment deployment;
    private final String contextPath;

    ExchangeResolver(HttpServerExchange exchange, Deployment deployment, String contextPath) {
        this.exchange = exchange;
        this.deployment = deployment;
        this.contextPath = contextPath;
    }

    @Override
    public String resolve(String key) {
        String found = ofRequest(key);
        return found != null ? found : key.startsWith("TIME") ? time(key) : ofConnection(key);
    }

    private String ofRequest(String key) {
        ServletContext context = deployment.getServletContext();
        return switch (key) {
            case "HTTP_USER_AGENT" -> header("User-Agent");
            case "HTTP_REFERER" -> header("Referer");
            case "HTTP_COOKIE" -> header("Cookie");
            case "HTTP_FORWARDED" -> header("Forwarded");
            case "HTTP_PROXY_CONNECTION" -> header("Proxy-Connection");
            case "HTTP_ACCEPT" -> header("Accept");
            case "HTTP_HOST" -> exchange.getHostName();
            case "REQUEST_METHOD" -> exchange.getRequestMethod().toString();
            case "SCRIPT_FILENAME" -> context.getRealPath(servlet().getMatched());
            case "REQUEST_PATH" -> exchange.getRelativePath();
            case "CONTEXT_PATH" -> contextPath;
            case "SERVLET_PATH" -> servlet().getMatched();
            case "PATH_INFO" -> Optional.ofNullable(servlet().getRemaining()).orElse("");
            case "QUERY_STRING" -> exchange.getQueryString();
            case "DOCUMENT_ROOT" -> context.getRealPath("/");
            case "SERVER_PROTOCOL" -> exchange.getProtocol().toString();
            case "SERVER_SOFTWARE" -> "tomcat";
            case "THE_REQUEST" ->
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getProtocol();
            case "REQUEST_URI" -> exchange.getRequestURI();
            case "REQUEST_FILENAME" ->
                Optional.ofNullable(servlet().getRemaining())
                        .map(context::getRealPath)
                        .orElse(null);
            case "HTTPS" -> exchange.isSecure() ? "on" : "off";
            default -> null;
        };
    }

    private ServletPathMatch servlet() {
        return deployment.getServletPaths().getServletHandlerByPath(exchange.getRelativePath());
    }

    private String header(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    /** Names of hosts are not looked up (Tomcat: {@code enableLookups="false"}). */
    private String ofConnection(String key) {
        InetSocketAddress client = exchange.getSourceAddress();
        InetSocketAddress here = exchange.getConnection().getLocalAddress(InetSocketAddress.class);
        return switch (key) {
            case "REMOTE_ADDR", "REMOTE_HOST" -> address(client);
            case "REMOTE_PORT" -> Integer.toString(client.getPort());
            case "SERVER_NAME" -> here == null ? null : here.getHostString();
            case "SERVER_ADDR" -> here == null ? null : address(here);
            case "SERVER_PORT" -> here == null ? null : Integer.toString(here.getPort());
            default -> null;
        };
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }

    /** As Tomcat counts: months from 0, days of the week from 1, Sunday. */
    private static String time(String key) {
        ZonedDateTime now = ZonedDateTime.now();
        return switch (key) {
            case "TIME_YEAR" -> Integer.toString(now.getYear());
            case "TIME_MON" -> Integer.toString(now.getMonthValue() - 1);
            case "TIME_DAY" -> Integer.toString(now.getDayOfMonth());
            case "TIME_HOUR" -> Integer.toString(now.get(ChronoField.HOUR_OF_AMPM));
            case "TIME_MIN" -> Integer.toString(now.getMinute());
            case "TIME_SEC" -> Integer.toString(now.getSecond());
            case "TIME_WDAY" -> Integer.toString(now.getDayOfWeek().getValue() % 7 + 1);
            case "TIME" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(now.withZoneSameInstant(ZoneOffset.UTC));
            default -> null;
        };
    }

    @Override
    public String resolveSsl(String key) {
        SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
        if (session == null) {
            return key.equals("HTTPS") ? "off" : null;
        }
        return switch (key) {
            case "HTTPS" -> "on";
            case "SSL_PROTOCOL" -> session.getSecureProtocol();
            case "SSL_CIPHER" -> session.getCipherSuite();
            case "SSL_CIPHER_USEKEYSIZE" -> Integer.toString(session.getKeySize());
            case "SSL_SESSION_ID" -> HexConverter.convertToHexString(session.getSessionId());
            default -> null;
        };
    }

    @Override
    public String resolveHttp(String key) {
        return Optional.ofNullable(header(key)).orElse("");
    }

    @Override
    public boolean resolveResource(int type, String name) {
        try {
            Resource found = deployment.getDeploymentInfo().getResourceManager().getResource(name);
            return found != null
                    && switch (type) {
                        case 0 -> found.isDirectory();
                        case 1 -> !found.isDirectory();
                        case 2 ->
                            !found.isDirectory() && found.getContentLength() != null && found.getContentLength() > 0;
                        default -> false;
                    };
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Charset getUriCharset() {
        return StandardCharsets.UTF_8;
    }
}
