package org.junicorn.bench.session;

/**
 * One measurement.
 *
 * @param nanos how long it took
 * @param cpuMillis of all processes of the server
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param wrong answers that were errors or showed that a change was lost
 */
record Sample(int requests, long nanos, long cpuMillis, double p50, double p99, int wrong) {
    double perSecond() {
        return requests * 1e9 / nanos;
    }

    double cpuMicros() {
        return cpuMillis * 1000.0 / Math.max(1, requests);
    }
}
