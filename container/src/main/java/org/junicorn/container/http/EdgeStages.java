package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junicorn.container.EdgeLimits;

/**
 * The stages that {@link EdgeLimits} ask for, outermost first, for the chains of all protocols: they count together. What a
 * worker asks or forwards to itself passes none.
 */
final class EdgeStages {
    /** Of the memory for buffers, which is as much as the heap, this part may be bodies that are not complete. */
    private static final int PART_FOR_BODIES = 8;

    private EdgeStages() {}

    /** @param rates the board if there are rates */
    static List<UnaryOperator<HttpHandler>> of(EdgeLimits limits, Optional<RateBoard> rates) {
        List<UnaryOperator<HttpHandler>> stages = new ArrayList<>();
        rates.ifPresent(board -> stages.add(next -> new RateLimit(limits.rates(), board, next)));
        if (limits.bodyBytes() > 0) {
            stages.add(next -> new BodyLimit(limits.bodyBytes(), next));
        }
        if (limits.bufferedBytes() > 0) {
            AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / PART_FOR_BODIES);
            stages.add(next -> new BodyBuffer(limits.bufferedBytes(), room, next));
        }
        // Behind the buffer: whoever is slow to send a body takes no place of those that are answered.
        if (limits.concurrent() > 0) {
            Shedding.Line line = new Shedding.Line();
            stages.add(next -> new Shedding(limits, line, next));
        }
        if (limits.responseHeadBytes() > 0) {
            stages.add(next -> new ResponseHeadLimit(limits.responseHeadBytes(), next));
        }
        return stages;
    }
}
