package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.deploy.FileCache.Field;
import org.junicorn.container.deploy.FileCache.Source;
import org.junicorn.container.deploy.FileCache.Stamp;
import org.junicorn.container.deploy.FileCache.Validation;

/** A file with all that a response needs. Used by all threads; nothing but its time changes. */
public final class CachedFile {
    private final Validation validation;
    private final List<Stamp> stamps;
    private final List<Choice> choices;
    private final long bytes;
    private final AtomicLong until;

    private record Choice(String coding, List<Field> headers, ByteBuffer body) {}

    /** @param until nanoseconds, on the clock of the cache */
    CachedFile(Validation validation, List<Source> sources, List<Stamp> stamps, List<ByteBuffer> bodies, long until) {
        this.validation = validation;
        this.stamps = stamps;
        List<Choice> made = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            made.add(new Choice(source.coding(), source.headers(), bodies.get(i)));
        }
        this.choices = List.copyOf(made);
        this.bytes = bodies.stream().mapToLong(ByteBuffer::remaining).sum();
        this.until = new AtomicLong(until);
    }

    /** The same content, with what is said of it now. */
    CachedFile again(Validation said, List<Source> sources, long until) {
        return new CachedFile(
                said, sources, stamps, choices.stream().map(Choice::body).toList(), until);
    }

    List<Stamp> stamps() {
        return stamps;
    }

    long bytes() {
        return bytes;
    }

    /** Once its time is over, false for one caller, who is to look at the file, and true for others for a while. */
    boolean isFresh(long now, long look) {
        long end = until.get();
        return now - end < 0 || !until.compareAndSet(end, now + look);
    }

    boolean isOver(long now) {
        return now - until.get() >= 0;
    }

    void freshUntil(long later) {
        until.set(later);
    }

    /** Whether the response depends on the codings that a request accepts. */
    public boolean varies() {
        return choices.size() > 1;
    }

    /** Answers a request for which the {@link FileCache} has found it. Does not block. */
    public void answer(HttpServerExchange exchange) {
        boolean head = exchange.getRequestMethod().equals(Methods.HEAD);
        HeaderMap headers = exchange.getResponseHeaders();
        if (isUnchanged(exchange)) {
            exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
            put(validation.headers(), headers);
            if (head && validation.withLength()) {
                exchange.setResponseContentLength(stamps.get(0).size());
            }
            exchange.endExchange();
            return;
        }
        Choice choice = choice(exchange);
        put(choice.headers(), headers);
        exchange.setResponseContentLength(choice.body().remaining());
        if (head || !choice.body().hasRemaining()) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(choice.body().duplicate());
        }
    }

    private boolean isUnchanged(HttpServerExchange exchange) {
        HeaderMap asked = exchange.getRequestHeaders();
        return (asked.contains(Headers.IF_NONE_MATCH) || asked.contains(Headers.IF_MODIFIED_SINCE))
                && Preconditions.check(
                                exchange.getRequestMethod().toString(),
                                asked::getFirst,
                                validation.entityTag(),
                                validation.modified())
                        == StatusCodes.NOT_MODIFIED;
    }

    private Choice choice(HttpServerExchange exchange) {
        Choice plain = choices.get(0);
        HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
        if (choices.size() == 1 || accepted == null) {
            return plain;
        }
        return new AcceptEncoding(accepted)
                .best(choices.subList(1, choices.size()), Choice::coding)
                .orElse(plain);
    }

    private static void put(List<Field> fields, HeaderMap headers) {
        for (int i = 0; i < fields.size(); i++) { // without an iterator: it is done for each request
            headers.put(fields.get(i).name(), fields.get(i).value());
        }
    }
}
