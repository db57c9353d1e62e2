package org.junicorn.container.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.DateUtils;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junicorn.container.deploy.ErrorReport;

/**
 * One request in flight, from its head until its response is complete, its connection is gone, or it was answered in
 * place of the application: whichever comes first is counted and logged, once.
 */
final class Request implements ExchangeCompletionListener {
    /** The client closed the connection before anything was sent (as nginx). */
    static final int CLIENT_CLOSED = 499;

    private static final AttachmentKey<Request> KEY = AttachmentKey.create(Request.class);

    private final HttpServerExchange exchange;
    private final ClientConnection connection;
    private final InFlight inFlight;
    private final long began = System.nanoTime();
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean answeredForApp;
    private volatile boolean loggedElsewhere;
    private volatile FinishedListener log = (e, status, bytes, nanos) -> {};

    /** Learns of the end of a request. On whatever thread ends it. */
    @FunctionalInterface
    interface FinishedListener {
        /** @param bytes of the response's body */
        void finished(HttpServerExchange exchange, int status, long bytes, long nanos);
    }

    Request(HttpServerExchange exchange, ClientConnection connection, InFlight inFlight) {
        this.exchange = exchange;
        this.connection = connection;
        this.inFlight = inFlight;
        exchange.putAttachment(KEY, this);
    }

    static Request of(HttpServerExchange exchange) {
        return exchange.getAttachment(KEY);
    }

    /** Whoever logs it; at most one. */
    void onFinish(FinishedListener listener) {
        log = listener;
    }

    /** Whether the process that answers it counts it and writes it to the access log, and this one does not. */
    void loggedElsewhere(boolean elsewhere) {
        loggedElsewhere = elsewhere;
    }

    ClientConnection connection() {
        return connection;
    }

    String method() {
        return exchange.getRequestMethod().toString();
    }

    /** The path as it was sent, without its query. */
    String target() {
        return exchange.getRequestURI();
    }

    /** When its head was read, in nanoseconds of {@code System.nanoTime}. */
    long began() {
        return began;
    }

    /** It has waited in the queue for a thread. */
    void waited(long nanos) {
        inFlight.waited(nanos);
    }

    boolean responseStarted() {
        return exchange.isResponseStarted();
    }

    boolean isFinished() {
        return finished.get();
    }

    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener next) {
        try {
            finish(status(), completed.getResponseBytesSent());
            connection.complete(completed);
        } finally {
            next.proceed();
        }
    }

    void connectionEnded() {
        finish(status(), exchange.getResponseBytesSent());
    }

    /**
     * Answers 503 in place of the application, if nothing of its response was sent. The connection is closed with that.
     * On the I/O thread.
     *
     * @return whether it did
     */
    boolean answerUnavailable() {
        ErrorReport.Page page =
                ErrorReport.page(exchange, StatusCodes.SERVICE_UNAVAILABLE, "The request took too long.");
        byte[] body = page.body();
        String head = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nDate: "
                + DateUtils.toDateString(new Date())
                + "\r\nContent-Type: " + page.type() + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        if (connection.speaksAjp()) {
            return answeredInPlace(
                    AjpAnswer.of(StatusCodes.SERVICE_UNAVAILABLE, "Service Unavailable", page.type(), body),
                    body.length);
        }
        boolean bodiless = exchange.getRequestMethod().equals(Methods.HEAD);
        ByteArrayOutputStream response = new ByteArrayOutputStream(head.length() + body.length);
        response.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!bodiless) {
            response.writeBytes(body);
        }
        return answeredInPlace(response.toByteArray(), bodiless ? 0 : body.length);
    }

    private boolean answeredInPlace(byte[] response, int bodyBytes) {
        answeredForApp = connection.answer(this, response);
        if (answeredForApp) {
            finish(StatusCodes.SERVICE_UNAVAILABLE, bodyBytes);
            connection.endSoon();
        }
        return answeredForApp;
    }

    /** Whether it was answered in place of the application. */
    boolean wasAnsweredForApp() {
        return answeredForApp;
    }

    private int status() {
        return exchange.isResponseStarted() ? exchange.getStatusCode() : CLIENT_CLOSED;
    }

    private void finish(int status, long bytes) {
        if (finished.compareAndSet(false, true)) {
            long nanos = System.nanoTime() - began;
            if (loggedElsewhere) {
                inFlight.forwarded();
            } else {
                inFlight.finished(method(), status, nanos);
                log.finished(exchange, status, bytes, nanos);
            }
        }
    }
}
