package org.junicorn.container.deploy;

import io.undertow.server.DefaultResponseListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The page that explains an error when the application has none for it: as Tomcat's, but without the stack trace and
 * the name of the server, which are nobody else's business. The user may have pages of his own, {@link ErrorPages}.
 */
public final class ErrorReport {
    private static final String STYLE = "body {font-family:Tahoma,Arial,sans-serif;} h1, b {color:white;"
            + "background-color:#525D76;} h1 {font-size:22px;} p {font-size:12px;} .line {height:1px;"
            + "background-color:#525D76;border:none;}";

    /** Answers with the page when a response of 400 or more is about to end without a body. */
    public static final DefaultResponseListener LISTENER = ErrorReport::sendIfEmpty;

    /** Pages that a request is answered with in place of this one. */
    public static final AttachmentKey<ErrorPages> PAGES = AttachmentKey.create(ErrorPages.class);

    private static final String TYPE = "text/html;charset=utf-8";
    private static final int LONGEST = 200;

    /**
     * A page, filled in.
     *
     * @param type of the content
     * @param own whether it is the one of this class, which is in English
     */
    public record Page(String type, boolean own, byte[] body) {}

    private ErrorReport() {}

    /** The page for a request. {@code message} is text, escaped here; "" for none. */
    public static Page page(HttpServerExchange exchange, int status, String message) {
        ErrorPages pages = exchange.getAttachment(PAGES);
        return pages == null
                ? page(status, message)
                : pages.page(exchange, status, message).orElseGet(() -> page(status, message));
    }

    /** The page for something that was no request. */
    public static Page page(int status, String message) {
        return new Page(TYPE, true, html(status, message).getBytes(StandardCharsets.UTF_8));
    }

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
    static String reason(int status) {
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
        Page page = page(exchange, status, message);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, page.type());
        if (page.own()) {
            exchange.getResponseHeaders().put(Headers.CONTENT_LANGUAGE, "en");
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, page.body().length);
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(page.body()));
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
