package org.junicorn.bench.http;

import java.io.IOException;

/**
 * What a closed-loop client saw: each connection asks as soon as it is answered, so it finds how much a server can do.
 *
 * @param requests that were answered
 * @param seconds how long it asked
 * @param errors answers of 400 and more, and connections that failed
 */
record Burst(long requests, double seconds, long errors) {
    double perSecond() {
        return requests / seconds;
    }

    /** A program that makes such a load. */
    interface Tool {
        Burst run(Target target, int seconds) throws IOException, InterruptedException;
    }
}
