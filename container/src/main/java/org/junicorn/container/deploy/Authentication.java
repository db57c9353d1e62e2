package org.junicorn.container.deploy;

import io.undertow.security.api.SecurityContext;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.handlers.security.SSLInformationAssociationHandler;
import io.undertow.util.StatusCodes;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks for credentials where they are needed, on whatever thread. Undertow's own handler, which stands in every
 * deployment, leaves the I/O thread first, and with it the servlet request that it is in the middle of. Runs on the thread
 * that works on the request.
 */
final class Authentication implements HttpHandler {
    private final HttpHandler next;

    private Authentication(HttpHandler next) {
        this.next = next;
    }

    /** Stands in for Undertow's. Before any other security wrapper is added, and after all inner wrappers. */
    static void replace(DeploymentInfo deployment) {
        AtomicReference<HttpHandler> inside = new AtomicReference<>();
        deployment.addInnerHandlerChainWrapper(handler -> {
            inside.set(handler);
            return handler;
        });
        deployment
                .getSecurityWrappers()
                .add(0, undertows -> new Authentication(new SSLInformationAssociationHandler(inside.get())));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        SecurityContext security = exchange.getSecurityContext();
        boolean allowed = security.authenticate();
        if (exchange.isComplete()) {
            return; // the mechanism has answered
        }
        if (allowed) {
            next.handleRequest(exchange);
        } else if (exchange.getStatusCode() >= StatusCodes.BAD_REQUEST) {
            exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY)
                    .getOriginalResponse()
                    .sendError(exchange.getStatusCode());
        } else {
            exchange.endExchange();
        }
    }
}
