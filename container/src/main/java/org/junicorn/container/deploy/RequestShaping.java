package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.junicorn.container.ForwardedPrefix;
import org.junicorn.container.WarmUpRequest;

/**
 * What is done once per client request, on its servlet thread, before the security constraints: its response is made
 * one of Tomcat's kind, forms are limited.
 */
final class RequestShaping implements HttpHandler {
    private final FormLimits forms;
    private final ResponseRules responses;
    private final HttpHandler next;

    RequestShaping(FormLimits forms, ResponseRules responses, HttpHandler next) {
        this.forms = forms;
        this.responses = responses;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        context.setServletResponse(new AppResponse(context.getOriginalResponse(), responses));
        Optional<String> id = RequestIdentity.of(exchange);
        if (id.isPresent()) {
            context.getOriginalRequest().setAttribute(RequestIdentity.ATTRIBUTE, id.get());
        }
        boolean warmUp = WarmUpRequest.is(exchange);
        if (warmUp) {
            context.getOriginalRequest().setAttribute(WarmUpRequest.ATTRIBUTE, Boolean.TRUE);
        }
        String prefix = ForwardedPrefix.of(exchange);
        if (!prefix.isEmpty()) {
            context.setServletRequest(new PrefixedRequest(context.getOriginalRequest(), prefix));
        }
        forms.prepare(exchange);
        next.handleRequest(exchange);
        if (!context.getOriginalRequest().isAsyncStarted()) {
            forms.finish(exchange);
            if (warmUp) {
                endSession(context);
            }
        }
        if (responses.relativeRedirects() && !exchange.isResponseStarted()) {
            relativise(exchange);
        }
    }

    /** Nobody will come back to what a request of our own has begun. */
    private static void endSession(ServletRequestContext context) {
        HttpSession session = context.getOriginalRequest().getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** Undertow's own redirect from a folder to the same with a slash. */
    static void relativise(HttpServerExchange exchange) {
        String location = exchange.getResponseHeaders().getFirst(Headers.LOCATION);
        if (location == null || exchange.getProtocol().equals(Protocols.HTTP_1_0)) {
            return;
        }
        String self = exchange.getRequestScheme() + "://" + exchange.getHostAndPort();
        if (location.startsWith(self + "/")) {
            int start = self.length();
            // "//host" would lead away from here.
            while (location.startsWith("//", start)) {
                start++;
            }
            exchange.getResponseHeaders()
                    .put(Headers.LOCATION, ForwardedPrefix.of(exchange) + location.substring(start));
        }
    }
}
