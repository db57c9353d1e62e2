package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletRequestImpl;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;

/**
 * The error page of last resort, {@link ErrorReport}, where every way that leads to an error in undertow-servlet finds
 * it: a default error page at a path that no client can ask for. It is written by a handler in front of the filters,
 * since on Tomcat no filter sees an error for which the application has no page.
 */
final class ErrorReportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PATH = "/WEB-INF/junicorn-error-report";

    private ErrorReportServlet() {}

    static void install(DeploymentInfo deployment) {
        ErrorReportServlet servlet = new ErrorReportServlet();
        deployment.addServlet(new ServletInfo(
                        "junicorn-error-report", ErrorReportServlet.class, new ImmediateInstanceFactory<>(servlet))
                .setAsyncSupported(true)
                .addMapping(PATH)
                .addHandlerChainWrapper(filters -> ErrorReportServlet::write));
        deployment.addErrorPage(new ErrorPage(PATH));
    }

    private static void write(HttpServerExchange exchange) throws IOException {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        HttpServletRequestImpl request = context.getOriginalRequest();
        HttpServletResponseImpl response = context.getOriginalResponse();
        restorePath(exchange, request);
        int status = response.getStatus();
        if (status < 400) {
            return;
        }
        ErrorReport.Page page = ErrorReport.page(exchange, status, message(request, status));
        // A compressing filter may have announced what it now cannot do any more.
        exchange.getResponseHeaders().remove(Headers.CONTENT_ENCODING);
        response.setContentType(page.type());
        if (page.own()) {
            response.setHeader("Content-Language", "en");
        }
        response.setContentLength(page.body().length);
        response.getOutputStream().write(page.body());
        response.getOutputStream().close();
    }

    /** An exception's message is for the log; what the application itself said is for the client. */
    private static String message(HttpServletRequestImpl request, int status) {
        Object message = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
        boolean thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null;
        if (thrown || message == null || message.equals(StatusCodes.getReason(status))) {
            return "";
        }
        return message.toString();
    }

    /** Undertow leaves the page's path in the exchange, where an access log would find it. */
    private static void restorePath(HttpServerExchange exchange, HttpServletRequestImpl request) {
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri) {
            exchange.setRequestURI(uri);
        }
    }
}
