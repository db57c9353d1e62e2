package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.handlers.form.MultiPartParserDefinition.FileTooLargeException;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.server.protocol.http2.Http2ServerConnection;
import io.undertow.servlet.api.ExceptionHandler;
import io.undertow.servlet.core.ErrorPages;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.servlet.spec.RequestDispatcherImpl;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.ParameterLimitException;
import io.undertow.util.StatusCodes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;
import org.junicorn.container.session.StoreUnavailableException;
import org.xnio.IoUtils;

/**
 * What becomes of an exception that leaves the application. One that says that the request exceeded a limit is the
 * client's fault and answered with 413 or 400 (Tomcat 11: {@code InvalidParameterException}); the others are logged and
 * answered with an error page. Undertow would forget the headers that were set before, such as those of a CORS filter,
 * without which a browser hides the answer from the script that asked.
 */
final class Failures implements ExceptionHandler {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    /** They describe the body that is not sent any more. */
    private static final List<HttpString> BODY_HEADERS =
            List.of(Headers.CONTENT_TYPE, Headers.CONTENT_LENGTH, Headers.CONTENT_ENCODING, Headers.CONTENT_LANGUAGE);

    private final LimitLog limits = new LimitLog();

    /** @return true if the answer is given */
    @Override
    public boolean handleThrowable(
            HttpServerExchange exchange, ServletRequest request, ServletResponse response, Throwable failure) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        int status = clientError(failure);
        if (status != 0 && !exchange.isResponseStarted() && !request.isAsyncStarted()) {
            LOG.debugf(failure, "%s %s refused", exchange.getRequestMethod(), exchange.getRequestURI());
            Optional<FormLimitException> excess = RootCause.find(failure, FormLimitException.class);
            excess.ifPresent(e -> limits.refused(exchange, e.getMessage()));
            return refuse(
                    context.getOriginalResponse(), status, excess.map(Throwable::getMessage), OptionalInt.empty());
        }
        if (RootCause.find(failure, StoreUnavailableException.class).isPresent()
                && !exchange.isResponseStarted()
                && !request.isAsyncStarted()) {
            // The store has logged once that it is away.
            LOG.debugf(
                    failure, "%s %s goes without its session", exchange.getRequestMethod(), exchange.getRequestURI());
            return refuse(
                    context.getOriginalResponse(),
                    StatusCodes.SERVICE_UNAVAILABLE,
                    Optional.empty(),
                    OptionalInt.of(StoreUnavailableException.RETRY_AFTER));
        }
        if (failure instanceof IOException) {
            // Mostly clients that went away: not the operator's problem, and not a way to fill the disk.
            LOG.debugf(failure, "%s %s", exchange.getRequestMethod(), exchange.getRequestURI());
        } else {
            LOG.errorf(
                    failure,
                    "servlet \"%s\" failed on %s %s",
                    context.getOriginalServletPathMatch()
                            .getServletChain()
                            .getManagedServlet()
                            .getServletInfo()
                            .getName(),
                    exchange.getRequestMethod(),
                    exchange.getRequestURI());
        }
        if (request.isAsyncStarted() || request.getDispatcherType() == DispatcherType.ASYNC) {
            return false;
        }
        if (!exchange.isResponseStarted()) {
            showErrorPage(exchange, context, failure);
            return true;
        }
        if (!exchange.isResponseComplete()) {
            breakOff(exchange);
        }
        return false;
    }

    /** As Undertow does, but for the headers. */
    private static void showErrorPage(HttpServerExchange exchange, ServletRequestContext context, Throwable failure) {
        HeaderMap headers = exchange.getResponseHeaders();
        BODY_HEADERS.forEach(headers::remove);
        HeaderMap kept = new HeaderMap();
        headers.forEach(values -> kept.putAll(values.getHeaderName(), values));
        ServletRequest request = context.getServletRequest();
        ServletResponse response = context.getServletResponse();
        response.reset();
        kept.forEach(values -> headers.putAll(values.getHeaderName(), values));
        exchange.setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
        ErrorPages pages = context.getDeployment().getErrorPages();
        String page = pages.getErrorLocation(failure);
        if (page == null) {
            page = pages.getErrorLocation(StatusCodes.INTERNAL_SERVER_ERROR);
        }
        String servlet = context.getOriginalServletPathMatch()
                .getServletChain()
                .getManagedServlet()
                .getServletInfo()
                .getName();
        try {
            new RequestDispatcherImpl(page, context.getDeployment().getServletContext())
                    .error(context, request, response, servlet, failure);
        } catch (ServletException | IOException | RuntimeException e) {
            LOG.errorf(e, "the error page %s failed, too", page);
        }
        context.getOriginalResponse().responseDone();
    }

    private static int clientError(Throwable failure) {
        Optional<FormLimitException> excess = RootCause.find(failure, FormLimitException.class);
        if (excess.isPresent()) {
            return excess.get().status();
        }
        if (RootCause.find(failure, RequestTooBigException.class).isPresent()
                || RootCause.find(failure, FileTooLargeException.class).isPresent()) {
            return StatusCodes.REQUEST_ENTITY_TOO_LARGE;
        }
        return RootCause.find(failure, ParameterLimitException.class).isPresent() ? StatusCodes.BAD_REQUEST : 0;
    }

    private static boolean refuse(
            HttpServletResponseImpl response, int status, Optional<String> message, OptionalInt retryAfter) {
        try {
            response.reset();
            retryAfter.ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
            if (message.isPresent()) {
                response.sendError(status, message.get());
            } else {
                response.sendError(status);
            }
        } catch (IOException e) {
            LOG.debug("the client did not wait for the refusal", e);
        }
        return true;
    }

    /** Half a response must not look like a whole one: the client sees the connection close before its end. */
    private static void breakOff(HttpServerExchange exchange) {
        // Of HTTP/2 this is one stream. The loop-back of an included resource is none of both.
        if (exchange.getConnection() instanceof HttpServerConnection
                || exchange.getConnection() instanceof Http2ServerConnection) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }
}
