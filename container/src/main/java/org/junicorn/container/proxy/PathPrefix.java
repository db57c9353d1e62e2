package org.junicorn.container.proxy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.regex.Pattern;
import org.junicorn.container.ForwardedPrefix;

/**
 * Where the proxy has put the server among its own paths: {@code X-Forwarded-Prefix} names what it has taken off, as
 * Traefik and Spring have it; {@code SCRIPT_NAME} what it has left, as gunicorn has it, and what is taken off here. Both are
 * removed: who reads them in the application would put them in front once more.
 */
final class PathPrefix {
    static final HttpString FORWARDED = new HttpString("X-Forwarded-Prefix");
    static final HttpString SCRIPT_NAME = new HttpString("SCRIPT_NAME");
    private static final Pattern FORM = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~!$&'()*+,=:@-]+)*");

    private PathPrefix() {}

    static void forwarded(HttpServerExchange exchange) throws MisleadingHeaderException {
        HeaderValues values = exchange.getRequestHeaders().get(FORWARDED);
        if (values == null) {
            return;
        }
        StringBuilder prefix = new StringBuilder();
        for (String part : XForwarded.split(values)) {
            prefix.append(checked(part, FORWARDED));
        }
        exchange.getRequestHeaders().remove(FORWARDED);
        ForwardedPrefix.set(exchange, prefix.toString());
    }

    static void scriptName(HttpServerExchange exchange) throws MisleadingHeaderException {
        HeaderValues values = exchange.getRequestHeaders().get(SCRIPT_NAME);
        if (values == null) {
            return;
        }
        if (values.size() > 1) {
            throw new MisleadingHeaderException("The header SCRIPT_NAME is there twice.");
        }
        String prefix = checked(values.getFirst(), SCRIPT_NAME);
        String uri = exchange.getRequestURI();
        if (!prefix.isEmpty()) {
            if (exchange.isHostIncludedInRequestURI()
                    || !uri.startsWith(prefix)
                    || uri.length() > prefix.length() && "/;".indexOf(uri.charAt(prefix.length())) < 0) {
                throw new MisleadingHeaderException("The path does not begin with what the header SCRIPT_NAME names.");
            }
            String rest = uri.substring(prefix.length());
            exchange.setRequestURI(rest.startsWith("/") ? rest : "/" + rest);
        }
        exchange.getRequestHeaders().remove(SCRIPT_NAME);
        ForwardedPrefix.set(exchange, prefix);
    }

    /** It goes into redirects and cookies: "//host" would lead away from here. */
    private static String checked(String text, HttpString header) throws MisleadingHeaderException {
        String prefix = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!FORM.matcher(prefix).matches()) {
            throw new MisleadingHeaderException("The header " + header + " has no path such as /name.");
        }
        return prefix;
    }
}
