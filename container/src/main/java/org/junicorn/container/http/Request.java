package org.junicorn.container.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junicorn.container.EdgeLimits;
import org.junicorn.container.Refused;
import org.junicorn.container.affinity.Origin;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.Interim;

/**
 * One request in flight, from its head until its response is complete, its connection is gone, or it was answered in
 * place of the application: whichever comes first is counted and logged, once.
 */
final class Request implements ExchangeCompletionListener, Interim {
    /** The client closed the connection before anything was sent (as nginx). */
    static final int CLIENT_CLOSED = 499;

    private static final int EARLY_HINTS = 103;
    private static final FinishedListener NOBODY = (exchange, status, bytes, nanos) -> {};

    private final HttpServerExchange exchange;
    private final ClientConnection connection;
    private final InFlight inFlight;

    /** Not looked for when it is needed: attachments are the request thread's. */
    private final Optional<Http2Stream> stream;

    private final long began = System.nanoTime();
    private final Optional<Request> itself = Optional.of(this);
    private volatile boolean finished;
    private volatile boolean answeredForApp;
    private volatile boolean loggedElsewhere;
    private volatile boolean cutOff;
    private boolean refused;

    /** What runs at its end; with this object's lock, as all of its state that is set once. */
    private List<Runnable> endings = List.of();

    private boolean ended;
    private volatile boolean begun;
    private volatile boolean bodyReceived;

    /** Answers when the body comes too slowly; null if that is done in place of an application. On the I/O thread. */
    private volatile Consumer<String> onTooSlow;

    private volatile FinishedListener log = NOBODY;

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
        this.stream = Http2Stream.of(exchange);
        exchange.putAttachment(Interim.KEY, this);
    }

    static Request of(HttpServerExchange exchange) {
        return (Request) exchange.getAttachment(Interim.KEY);
    }

    /** For those who may have a request or none. */
    Optional<Request> itself() {
        return itself;
    }

    /** Whoever logs it; at most one. */
    void onFinish(FinishedListener listener) {
        log = listener;
    }

    /** Whether the process that answers it counts it and writes it to the access log, and this one does not. */
    void loggedElsewhere(boolean elsewhere) {
        loggedElsewhere = elsewhere;
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    /** True once: nothing of it has run on a request thread yet. */
    boolean isFirstTask() {
        boolean first = !begun;
        begun = true;
        return first;
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

    /** Whether it only warms the application up. */
    boolean isRehearsed() {
        return inFlight.isRehearsed();
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
        return finished;
    }

    @Override
    public void send(int status, HeaderMap fields) throws IOException {
        if (exchange.isResponseStarted()
                || exchange.isHttp10()
                || connection.speaksAjp()
                || Origin.isForwarded(exchange)) {
            return; // between workers it could be taken for the response
        }
        if (stream.isPresent()) {
            stream.get().interim(status, fields);
            return;
        }
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + (status == EARLY_HINTS ? " Early Hints\r\n" : " \r\n"));
        for (HeaderValues values : fields) {
            for (String value : values) {
                head.append(values.getHeaderName())
                        .append(": ")
                        .append(value.replaceAll("[\\r\\n]", " "))
                        .append("\r\n");
            }
        }
        connection.interim(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener next) {
        try {
            finish(status(), completed.getResponseBytesSent());
            connection.complete(completed);
        } finally {
            end();
            next.proceed();
        }
    }

    void connectionEnded() {
        finish(status(), exchange.getResponseBytesSent());
        end();
    }

    /** Runs when its response is complete or its connection gone, whichever comes first; now if that was before. */
    void onEnd(Runnable ending) {
        synchronized (this) {
            if (!ended) {
                if (endings.isEmpty()) {
                    endings = new ArrayList<>(2);
                }
                endings.add(ending);
                return;
            }
        }
        ending.run();
    }

    private void end() {
        List<Runnable> due;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            due = endings;
            endings = List.of();
        }
        if (!due.isEmpty()) {
            due.forEach(Runnable::run);
        }
    }

    /** Counts it as refused by us. Returns whether it was not before. */
    boolean refused(Refused reason) {
        synchronized (this) {
            if (refused) {
                return false;
            }
            refused = true;
        }
        inFlight.refused(reason);
        return true;
    }

    /** Whether all of its body was received. */
    boolean bodyComplete() {
        return exchange.isRequestComplete();
    }

    /** Who answers if its body comes too slowly; null for nobody but us. On the I/O thread. */
    void whenTooSlow(Consumer<String> answer) {
        onTooSlow = answer;
    }

    /** Its body comes too slowly. On the I/O thread. */
    void sendsTooSlowly(EdgeLimits limits) {
        tooSlow("the request's body comes too slowly; body_timeout = "
                + limits.bodyTimeout().toMillis() / 1e3 + "s, min_body_rate = " + limits.bodyRate());
    }

    /** All of its body is at hand, though not read. On the I/O thread. */
    void bodyReceived() {
        bodyReceived = true;
    }

    /** Whether nothing of it is left to be received that whoever works on it might wait for. */
    boolean isAtHand() {
        return bodyReceived || exchange.isRequestComplete();
    }

    /** Whether its body is being received, and nobody else has seen anything of it. Any thread. */
    boolean isReceived() {
        return onTooSlow != null;
    }

    /** Its body will not be complete. On the thread that reads it. */
    void bodyCutOff() {
        cutOff = true;
        if (!answeredForApp && !exchange.isResponseStarted()) {
            answerInstead(StatusCodes.BAD_REQUEST, "the request's body has ended too early");
        }
    }

    /** Whether the client has ended its side before the end of the body. */
    boolean isCutOff() {
        return cutOff;
    }

    /** Its client keeps us waiting, and others want its place. On the I/O thread. */
    void makeRoom() {
        refused(Refused.CROWDED);
        if (isReceived()) {
            onTooSlow.accept("the request's body comes too slowly, and others want its place; see worker_connections");
            connection.discardInput(); // no lingering
            connection.close();
        } else {
            cut();
        }
    }

    /** Its response is read too slowly. On the I/O thread. */
    void readsTooSlowly() {
        tooSlow("the response is read too slowly");
    }

    /** Of HTTP/2, looks at its stream. On the I/O thread. */
    void checkPace(EdgeLimits limits, long now) {
        stream.ifPresent(own -> own.checkPace(this, limits, now));
    }

    /** Of HTTP/2, whether all of its response was sent. */
    boolean isSent() {
        return stream.isPresent() && stream.get().isSent();
    }

    private void tooSlow(String reason) {
        if (answeredForApp) {
            return; // its connection ends soon
        }
        refused(Refused.SLOW);
        if (onTooSlow != null) {
            onTooSlow.accept(reason);
        } else if (exchange.isResponseStarted() || !answerInstead(StatusCodes.REQUEST_TIME_OUT, reason)) {
            cut();
        }
    }

    private void cut() {
        stream.ifPresentOrElse(Http2Stream::cut, connection::cut);
    }

    /**
     * Answers in place of the application, if nothing of its response was sent. An HTTP/1 connection is closed with that. On
     * the I/O thread or the one that owns the exchange.
     *
     * @param message of the page, or empty
     * @return whether it did
     */
    boolean answerInstead(int status, String message) {
        ErrorReport.Page page = ErrorReport.page(exchange, status, message);
        byte[] body = page.body();
        boolean bodiless = exchange.getRequestMethod().equals(Methods.HEAD);
        boolean answered = stream.isPresent()
                ? stream.get().answer(status, page, bodiless, exchange.isRequestComplete())
                : answerHttp1(status, page, bodiless);
        if (answered) {
            answeredForApp = true;
            finish(status, bodiless ? 0 : body.length);
        }
        return answered;
    }

    private boolean answerHttp1(int status, ErrorReport.Page page, boolean bodiless) {
        byte[] body = page.body();
        if (connection.speaksAjp()) {
            return answerInPlace(AjpAnswer.of(status, StatusCodes.getReason(status), page.type(), body));
        }
        String head = "HTTP/1.1 " + status + " " + StatusCodes.getReason(status) + "\r\nConnection: close\r\nDate: "
                + DateUtils.toDateString(new Date())
                + "\r\nContent-Type: " + page.type() + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream response = new ByteArrayOutputStream(head.length() + body.length);
        response.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        if (!bodiless) {
            response.writeBytes(body);
        }
        return answerInPlace(response.toByteArray());
    }

    private boolean answerInPlace(byte[] response) {
        boolean answered = connection.answer(this, response);
        if (answered) {
            connection.endSoon();
        }
        return answered;
    }

    /** Its thread is done. The connection of an HTTP/1 request that was answered for the application is of no more use. */
    void threadDone() {
        if (answeredForApp && stream.isEmpty()) {
            connection.close();
        } else {
            connection.handedBack(this);
        }
    }

    /** Whether it was answered in place of the application. */
    boolean wasAnsweredForApp() {
        return answeredForApp;
    }

    private int status() {
        return exchange.isResponseStarted() ? exchange.getStatusCode() : CLIENT_CLOSED;
    }

    private synchronized boolean isFirstEnd() {
        boolean first = !finished;
        finished = true;
        return first;
    }

    private void finish(int status, long bytes) {
        if (isFirstEnd()) {
            long nanos = System.nanoTime() - began;
            if (loggedElsewhere) {
                inFlight.forwarded();
            } else {
                inFlight.finished(method(), status, nanos);
                log.finished(exchange, status, bytes, nanos);
            }
            connection.ended(this);
        }
    }
}
