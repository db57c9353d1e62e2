package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.handlers.ServletChain;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Headers;
import java.util.Optional;
import org.junicorn.container.session.SharedSessions;

/** The servlet mapping that a request is about to run, with its filters. */
public final class ServletTarget {
    private final ServletRequestContext context;
    private final ServletChain chain;

    private ServletTarget(ServletRequestContext context, ServletChain chain) {
        this.context = context;
        this.chain = chain;
    }

    /**
     * Of this request, once it was matched; empty as well if what it runs reads files, compiles JSPs, or asks a store of
     * sessions outside of this JVM: it may wait for these, however short it was before.
     */
    public static Optional<ServletTarget> of(HttpServerExchange exchange) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (context == null || context.getOriginalServletPathMatch() == null) {
            return Optional.empty();
        }
        ServletChain chain = context.getOriginalServletPathMatch().getServletChain();
        ServletInfo servlet = chain.getManagedServlet().getServletInfo();
        boolean mayWait = servlet.getServletClass() == DefaultServlet.class
                || servlet.getServletClass() == JspServlet.class
                || isMultipart(exchange)
                || asksStore(context);
        return mayWait ? Optional.empty() : Optional.of(new ServletTarget(context, chain));
    }

    private static boolean isMultipart(HttpServerExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
    }

    private static boolean asksStore(ServletRequestContext context) {
        return context.getDeployment().getSessionManager() instanceof SharedSessions
                && context.getOriginalRequest().getRequestedSessionId() != null;
    }

    /** The same object for all requests of this mapping. */
    public Object mapping() {
        return chain.getHandler();
    }

    /** For people. */
    public String name() {
        String servlet = chain.getManagedServlet().getServletInfo().getName();
        return "servlet \"" + servlet + "\", mapped to " + chain.getPattern();
    }

    /** Whether it has gone on, or goes on, after its first thread has come back. */
    public boolean isAsync() {
        return context.getOriginalRequest().getAsyncContextInternal() != null;
    }
}
