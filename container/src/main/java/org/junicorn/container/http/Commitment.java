package org.junicorn.container.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.util.AttachmentKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the access log wants to know of the moment when the response's head is sent: it is the last one at which the
 * thread, the session and the attributes of the request are there. Made only for formats that ask for it.
 *
 * @param nanos the time, of {@code System.nanoTime}
 * @param sessionId of the session that the request has used, or ""
 */
record Commitment(
        long nanos,
        String thread,
        String sessionId,
        Map<String, String> requestAttributes,
        Map<String, String> sessionAttributes) {

    static final AttachmentKey<Commitment> KEY = AttachmentKey.create(Commitment.class);

    /** What a format asks for. */
    record Wish(List<String> requestAttributes, List<String> sessionAttributes) {
        void noteAtCommit(HttpServerExchange exchange) {
            exchange.addResponseCommitListener(committing -> committing.putAttachment(KEY, of(committing, this)));
        }
    }

    private static Commitment of(HttpServerExchange exchange, Wish wish) {
        Optional<ServletRequestContext> request =
                Optional.ofNullable(exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY));
        Optional<HttpSessionImpl> session = request.map(ServletRequestContext::getSession);
        Map<String, String> ofRequest = new HashMap<>();
        Map<String, String> ofSession = new HashMap<>();
        String id = "";
        try {
            request.ifPresent(context -> wish.requestAttributes()
                    .forEach(name ->
                            put(ofRequest, name, context.getOriginalRequest().getAttribute(name))));
            id = session.map(HttpSessionImpl::getId).orElse("");
            session.ifPresent(
                    used -> wish.sessionAttributes().forEach(name -> put(ofSession, name, used.getAttribute(name))));
        } catch (RuntimeException e) {
            // The session has ended, or a value of the application has no text: a line without it.
            ofSession.clear();
        }
        return new Commitment(System.nanoTime(), Thread.currentThread().getName(), id, ofRequest, ofSession);
    }

    private static void put(Map<String, String> texts, String name, Object value) {
        if (value != null) {
            texts.put(name, String.valueOf(value));
        }
    }
}
