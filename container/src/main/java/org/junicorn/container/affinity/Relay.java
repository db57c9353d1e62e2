package org.junicorn.container.affinity;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Attachable;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.junicorn.container.deploy.ErrorReport;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSourceChannel;

/**
 * One request that another worker answers.
 *
 * <pre>
 *   connect ─► send head ─► body ──────────────────┐
 *      │           └──────► response head ─► body ─┴─► connection kept for the next one, or a {@link Tunnel}
 *      └─► no such worker: answered here
 * </pre>
 */
final class Relay implements ClientCallback<ClientExchange>, ExchangeCompletionListener {
    private static final Logger LOG = Logger.getLogger(Relay.class);

    /** Workers that leave one after the other, each having closed its connection just when it was used. */
    private static final int MOST_TRIES = 4;

    private final HttpServerExchange exchange;
    private final String owner;
    private final Lane lane;
    private final Forwarder.Ledger ledger;
    private final HttpHandler gone;

    private OwnerConnection connection;
    private Optional<StreamSourceChannel> body = Optional.empty();
    private Optional<Pump> upload = Optional.empty();
    private Optional<Pump> download = Optional.empty();
    private int tries;
    private boolean requestSent;
    private boolean requestBroken;
    private boolean responseRead;
    private boolean upgraded;

    /** Whether this connection's failure was heard of: closing it makes itself heard, too. */
    private boolean broken;

    private boolean over;

    Relay(HttpServerExchange exchange, String owner, Lane lane, Forwarder.Ledger ledger, HttpHandler gone) {
        this.exchange = exchange;
        this.owner = owner;
        this.lane = lane;
        this.ledger = ledger;
        this.gone = gone;
    }

    void begin() {
        exchange.addExchangeCompleteListener(this);
        connect();
    }

    private void connect() {
        tries++;
        broken = false;
        try {
            Optional<OwnerConnection> taken = lane.take(owner);
            if (taken.isEmpty()) {
                over = true;
                ledger.takenBack(exchange);
                exchange.dispatch(SameThreadExecutor.INSTANCE, gone);
            } else {
                connection = taken.get();
                connection.http().sendRequest(request(), new Sent());
            }
        } catch (IOException | RuntimeException e) {
            LOG.debugf(e, "no connection to worker %s", owner);
            unavailable();
        }
    }

    /** The request as it came, but for what is about the client's connection. */
    private ClientRequest request() {
        String query = exchange.getQueryString();
        String target = exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query);
        ClientRequest request = new ClientRequest()
                .setMethod(exchange.getRequestMethod())
                .setPath(target)
                .setProtocol(exchange.isHttp10() ? Protocols.HTTP_1_0 : Protocols.HTTP_1_1);
        HeaderMap headers = request.getRequestHeaders();
        copy(exchange.getRequestHeaders(), headers);
        boolean upgrade = headers.contains(Headers.UPGRADE);
        Origin.of(exchange).addTo(headers, exchange.isHttp11() && !upgrade);
        return request;
    }

    private static void copy(HeaderMap from, HeaderMap to) {
        for (long at = from.fastIterateNonEmpty(); at != -1L; at = from.fiNextNonEmpty(at)) {
            HeaderValues values = from.fiCurrent(at);
            to.putAll(values.getHeaderName(), values);
        }
    }

    /** The head is on its way. */
    private final class Sent implements ClientCallback<ClientExchange> {
        @Override
        public void completed(ClientExchange sent) {
            ledger.handedOver(exchange);
            sent.setContinueHandler(ready -> HttpContinue.sendContinueResponse(exchange, new Asked()));
            sent.setResponseListener(Relay.this);
            if (exchange.isRequestComplete()) {
                requestSent = true;
            } else {
                upload(sent);
            }
        }

        @Override
        public void failed(IOException failure) {
            Relay.this.failed(failure);
        }
    }

    private void upload(ClientExchange sent) {
        if (body.isEmpty()) {
            body = Optional.of(exchange.getRequestChannel());
        }
        try {
            // First the head alone: if the other side has closed the connection, the body was not touched.
            sent.getRequestChannel().flush();
        } catch (IOException e) {
            failed(e);
            return;
        }
        upload = Optional.of(new Pump(body.get(), sent.getRequestChannel(), lane.buffers(), new Upload(sent)));
        upload.get().start();
    }

    /** The client was told to send its body. */
    private static final class Asked implements IoCallback {
        @Override
        public void onComplete(HttpServerExchange asked, Sender sender) {
            // What it sends is being waited for already.
        }

        @Override
        public void onException(HttpServerExchange asked, Sender sender, IOException failure) {
            IoUtils.safeClose(asked.getConnection());
        }
    }

    private final class Upload implements Pump.End {
        private final ClientExchange sent;

        Upload(ClientExchange sent) {
            this.sent = sent;
        }

        @Override
        public void ending() {
            passTrailers(exchange, sent);
        }

        @Override
        public void complete() {
            requestSent = true;
            finish();
        }

        @Override
        public void sourceFailed(IOException failure) {
            if (over) {
                return;
            }
            over = true;
            connection.abort();
            if (exchange.isResponseStarted()) {
                cut();
            } else {
                exchange.setPersistent(false);
                ErrorReport.send(exchange, StatusCodes.BAD_REQUEST, "The request's body is incomplete or malformed.");
            }
        }

        /** It wants no more of it. Its response may have been sent before. */
        @Override
        public void sinkFailed(IOException failure) {
            requestBroken = true;
            finish();
        }
    }

    /** The owner has begun its response. */
    @Override
    public void completed(ClientExchange answered) {
        if (over) {
            return;
        }
        ClientResponse response = answered.getResponse();
        exchange.setStatusCode(response.getResponseCode());
        exchange.setReasonPhrase(response.getStatus());
        if (response.getResponseCode() == StatusCodes.SWITCHING_PROTOCOLS) {
            upgraded = true;
            exchange.upgradeChannel((client, nothing) -> tunnel(client, answered));
        }
        copy(response.getResponseHeaders(), exchange.getResponseHeaders());
        // How the end of the body is told is a matter between this worker and its client.
        exchange.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
        if (requestBroken) {
            exchange.setPersistent(false);
        }
        download = Optional.of(new Pump(
                answered.getResponseChannel(), exchange.getResponseChannel(), lane.buffers(), new Download(answered)));
        download.get().start();
    }

    private final class Download implements Pump.End {
        private final ClientExchange answered;

        Download(ClientExchange answered) {
            this.answered = answered;
        }

        @Override
        public void ending() {
            responseRead = true;
            passTrailers(answered, exchange);
        }

        @Override
        public void complete() {
            finish();
        }

        @Override
        public void sourceFailed(IOException failure) {
            Relay.this.failed(failure);
        }

        @Override
        public void sinkFailed(IOException failure) {
            if (!over) {
                over = true;
                connection.abort();
                cut();
            }
        }
    }

    /** Undertow calls those that were received so, whoever has sent them, and those to be sent likewise. */
    private static void passTrailers(Attachable from, Attachable to) {
        HeaderMap trailers = from.getAttachment(HttpAttachments.REQUEST_TRAILERS);
        if (trailers != null) {
            to.putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
        }
    }

    private void tunnel(StreamConnection client, ClientExchange answered) {
        over = true;
        try {
            new Tunnel(client, answered.getConnection().performUpgrade(), lane, Farewell.of(exchange, client)).open();
        } catch (IOException e) {
            connection.abort();
            IoUtils.safeClose(client);
        }
    }

    /** One of the two bodies is through. */
    private void finish() {
        if (over || upgraded || !responseRead || !exchange.isResponseComplete()) {
            return;
        }
        if (requestSent) {
            over = true;
            lane.give(connection);
        } else if (requestBroken || !connection.isOpen()) {
            // Nobody wants the rest of the body: as if the application had not read it.
            over = true;
            upload.ifPresent(Pump::stop);
            connection.abort();
            exchange.setPersistent(false);
            exchange.endExchange();
        }
    }

    /** The connection to the owner broke, before its response or in the middle. */
    @Override
    public void failed(IOException failure) {
        if (over || broken) {
            return;
        }
        broken = true;
        LOG.debugf(failure, "a request was forwarded to worker %s in vain", owner);
        boolean begun = connection.ended();
        boolean whole = upload.isEmpty() || !upload.get().moved();
        upload.ifPresent(Pump::stop);
        download.ifPresent(Pump::stop);
        connection.abort();
        ledger.takenBack(exchange);
        if (exchange.isResponseStarted()) {
            over = true;
            cut();
        } else if (begun) {
            over = true;
            answer(
                    StatusCodes.BAD_GATEWAY,
                    "The process that has this session has ended while it worked on the request.");
        } else if (whole && tries < MOST_TRIES) {
            connect();
        } else {
            unavailable();
        }
    }

    private void unavailable() {
        over = true;
        ledger.takenBack(exchange);
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, 1);
        answer(StatusCodes.SERVICE_UNAVAILABLE, "The process that has this session takes no request now.");
    }

    private void answer(int status, String message) {
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false);
        }
        ErrorReport.send(exchange, status, message);
    }

    /** The client sees that its response is incomplete. */
    private void cut() {
        IoUtils.safeClose(exchange.getConnection());
    }

    /** The client has its response, or is gone. */
    @Override
    public void exchangeEvent(HttpServerExchange completed, NextListener next) {
        try {
            upload.ifPresent(Pump::stop);
            if (!over && !upgraded && !(responseRead && requestSent)) {
                over = true;
                connection.abort();
            }
        } finally {
            next.proceed();
        }
    }
}
