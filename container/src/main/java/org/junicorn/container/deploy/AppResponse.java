package org.junicorn.container.deploy;

import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What Undertow's response does otherwise than Tomcat's, put right between it and the application.
 *
 * <p>Sends a redirect's Location as the application gave it (Tomcat: {@code useRelativeRedirects="true"}; RFC 9110,
 * 10.2.2). Undertow would make an absolute URL of it, with the scheme and host that it sees, which behind a proxy are
 * not those of the client, and would resolve {@code "?page=2"} against the folder rather than the page.
 *
 * <p>Adds a cookie with all its attributes, also the second of a name. Chooses an encoding for a locale only if web.xml
 * has one for it: else {@code fmt:setLocale} of JSTL would make Latin 1 of a UTF-8 page. Adds no session to the URL of
 * another application.
 */
final class AppResponse extends HttpServletResponseWrapper {
    private static final int EARLY_HINTS = 103;

    /** About the response that follows, or the connection. */
    private static final Set<HttpString> NO_HINTS = Set.of(
            Headers.CONNECTION,
            Headers.TRANSFER_ENCODING,
            Headers.CONTENT_LENGTH,
            Headers.CONTENT_TYPE,
            Headers.CONTENT_ENCODING,
            Headers.SET_COOKIE,
            Headers.UPGRADE);

    private final HttpServletResponseImpl response;
    private final ResponseRules rules;

    AppResponse(HttpServletResponseImpl response, ResponseRules rules) {
        super(response);
        this.response = response;
        this.rules = rules;
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        sendRedirect(location, HttpServletResponse.SC_FOUND, true);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (response.isInsideInclude()) {
            return;
        }
        if (response.isCommitted()) {
            throw new IllegalStateException("sendRedirect after the response was committed");
        }
        if (location == null) {
            throw new IllegalArgumentException("sendRedirect without a location");
        }
        if (!rules.relativeRedirects() || response.getExchange().getProtocol().equals(Protocols.HTTP_1_0)) {
            // Relative ones came with HTTP/1.1.
            response.sendRedirect(location, status, clearBuffer);
            return;
        }
        if (clearBuffer) {
            response.resetBuffer();
        }
        response.getExchange().getResponseHeaders().remove(Headers.CONTENT_LENGTH);
        response.setStatus(status);
        response.getExchange().getResponseHeaders().put(Headers.LOCATION, location);
        response.responseDone();
    }

    /** Early hints are sent as in Jetty, as long as the specification has no method for them (RFC 8297). */
    @Override
    public void sendError(int status, String message) throws IOException {
        if (status == EARLY_HINTS) {
            sendEarlyHints();
        } else {
            super.sendError(status, message);
        }
    }

    private void sendEarlyHints() throws IOException {
        Interim interim = response.getExchange().getAttachment(Interim.KEY);
        if (interim == null || response.isInsideInclude() || response.isCommitted()) {
            return;
        }
        HeaderMap hints = new HeaderMap();
        for (HeaderValues values : response.getExchange().getResponseHeaders()) {
            if (!NO_HINTS.contains(values.getHeaderName())) {
                hints.putAll(values.getHeaderName(), values);
            }
        }
        interim.send(EARLY_HINTS, hints);
    }

    /** @throws IllegalArgumentException if a cookie cannot be written so that it is read as meant */
    @Override
    public void addCookie(Cookie cookie) {
        if (!response.isInsideInclude() && !response.isCommitted()) {
            response.addHeader("Set-Cookie", CookieHeader.of(cookie, rules.sameSite()));
        }
    }

    @Override
    public void setLocale(Locale locale) {
        if (response.isInsideInclude() || response.isCommitted() || locale == null) {
            return;
        }
        String before = response.getCharacterEncoding();
        response.setLocale(locale);
        response.setHeader("Content-Language", locale.toLanguageTag());
        if (!response.getCharacterEncoding().equals(before) && !hasEncoding(locale)) {
            // It was not chosen by the application, or Undertow had not touched it.
            response.setCharacterEncoding((String) null);
        }
    }

    private boolean hasEncoding(Locale locale) {
        Map<String, String> encodings =
                response.getServletContext().getDeployment().getDeploymentInfo().getLocaleCharsetMapping();
        return encodings.containsKey(locale.toString())
                || encodings.containsKey(locale.getLanguage() + "_" + locale.getCountry())
                || encodings.containsKey(locale.getLanguage());
    }

    @Override
    public String encodeURL(String url) {
        return leadsElsewhere(url) ? url : response.encodeURL(url);
    }

    @Override
    public String encodeRedirectURL(String url) {
        return leadsElsewhere(url) ? url : response.encodeRedirectURL(url);
    }

    boolean relativeRedirects() {
        return rules.relativeRedirects();
    }

    /** To another application of this host, or to the same page. */
    private boolean leadsElsewhere(String url) {
        if (url == null || url.startsWith("?")) {
            return true;
        }
        String context = response.getServletContext().getContextPath();
        return url.startsWith("/")
                && !(url.startsWith(context)
                        && (url.length() == context.length()
                                || "/;?#".indexOf(url.charAt(context.length())) >= 0
                                || context.isEmpty()));
    }

    /** TRACE, which {@code HttpServlet} offers, is refused before it reaches a servlet. */
    @Override
    public void setHeader(String name, String value) {
        if (value != null && "Allow".equalsIgnoreCase(name) && value.contains("TRACE")) {
            response.setHeader(name, value.replace(", TRACE", "").replace("TRACE, ", ""));
        } else {
            response.setHeader(name, value);
        }
    }

    /** Also of the encoding, which Undertow keeps. */
    @Override
    public void reset() {
        response.reset();
        response.setCharacterEncoding((String) null);
        response.getExchange().getResponseHeaders().remove(Headers.CONTENT_TYPE);
    }

    /** Without a message, where Undertow would give the status's name. */
    @Override
    public void sendError(int status) throws IOException {
        sendError(status, "");
    }
}
