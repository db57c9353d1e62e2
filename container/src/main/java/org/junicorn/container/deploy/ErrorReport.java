package org.junicorn.container.deploy;

import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The page that explains an error when the application has none for it: as Tomcat's, but without the stack trace and
 * the name of the server, which are nobody else's business.
 */
public final class ErrorReport {
    private static final String STYLE = "body {font-family:Tahoma,Arial,sans-serif;} h1, b {color:white;"
            + "background-color:#525D76;} h1 {font-size:22px;} p {font-size:12px;} .line {height:1px;"
            + "background-color:#525D76;border:none;}";

    /** Answers with the page when a response of 400 or more is about to end without a body. */
    public static final DefaultResponseListener LISTENER = ErrorReport::sendIfEmpty;

    private static final int LONGEST = 200;

    private ErrorReport() {}

    /** The page as HTML. {@code message} is text, escaped here; "" for none. */
    public static String html(int status, String message) {
        String title = "HTTP Status " + status + " – " + escape(reason(status));
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><title>")
                .append(title)
                .append("</title><style type=\"text/css\">")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(title)
                .append("</h1>");
        if (!message.isBlank()) {
            page.append("<hr class=\"line\" /><p><b>Message</b> ")
                    .append(escape(message))
                    .append("</p><hr class=\"line\" />");
        }
        return page.append("</body></html>").toString();
    }

    /** Where Undertow's names are older than Tomcat's. */
    private static String reason(int status) {
        return switch (status) {
            case StatusCodes.REQUEST_ENTITY_TOO_LARGE -> "Payload Too Large";
            case StatusCodes.REQUEST_RANGE_NOT_SATISFIABLE -> "Range Not Satisfiable";
            default -> StatusCodes.getReason(status);
        };
    }

    /**
     * Answers a request that did not reach an application, and ends the exchange. Any thread that owns the exchange.
     *
     * @param message text, escaped here; "" for none
     */
    public static void send(HttpServerExchange exchange, int status, String message) {
        exchange.setStatusCode(status);
        byte[] page = html(status, message).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/html;charset=utf-8");
        exchange.getResponseHeaders().put(Headers.CONTENT_LANGUAGE, "en");
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, page.length);
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(page));
        }
    }

    private static boolean sendIfEmpty(HttpServerExchange exchange) {
        if (exchange.getStatusCode() < 400
                || !exchange.isResponseChannelAvailable()
                || exchange.getResponseHeaders().contains(Headers.CONTENT_LENGTH)
                || exchange.getRequestMethod().equals(Methods.HEAD)) {
            return false;
        }
        send(exchange, exchange.getStatusCode(), "");
        return true;
    }

    /** The beginning of a text that may be of any length. */
    static String abbreviated(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Once, and the ampersand first: what is shown is what was said. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
