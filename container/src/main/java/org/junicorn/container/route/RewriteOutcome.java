package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rewriting has decided about a request that must be done by way of its servlet request and response, so that error
 * pages, encoded session ids and what the application sees are as on Tomcat.
 */
final class RewriteOutcome {
    static final AttachmentKey<RewriteOutcome> KEY = AttachmentKey.create(RewriteOutcome.class);

    final Map<String, String> attributes = new LinkedHashMap<>();
    final List<Cookie> cookies = new ArrayList<>();
    Optional<String> type = Optional.empty();
    Optional<String> location = Optional.empty();

    /** Of the redirect or the error; 0 if the request goes on. */
    int status;

    boolean isEmpty() {
        return status == 0 && attributes.isEmpty() && cookies.isEmpty() && type.isEmpty();
    }

    /** Around the deployment's other handlers, on the servlet thread. */
    static HttpHandler before(HttpHandler next) {
        return exchange -> {
            RewriteOutcome outcome = exchange.removeAttachment(KEY);
            if (outcome == null || !outcome.apply(exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY))) {
                next.handleRequest(exchange);
            }
        };
    }

    /** True if the request is answered. */
    private boolean apply(ServletRequestContext context) throws IOException {
        HttpServletResponse response = (HttpServletResponse) context.getServletResponse();
        attributes.forEach(context.getServletRequest()::setAttribute);
        cookies.forEach(response::addCookie);
        type.ifPresent(response::setContentType);
        if (status == 0) {
            return false;
        }
        if (location.isPresent()) {
            // As sendRedirect on Tomcat, which leaves the location as it is and takes the status later.
            response.setHeader("Location", response.encodeRedirectURL(location.get()));
            response.setStatus(status);
        } else {
            response.sendError(status);
        }
        return true;
    }
}
