package org.junicorn.bench.http;

/**
 * One measurement of a cell.
 *
 * @param perSecond requests, as many as the server could do
 * @param cpuMicros of all processes of the server for each of them
 * @param p50 milliseconds, at the fixed rate, as p99 and p999
 * @param errors in both parts
 * @param asked in both parts
 */
record Sample(double perSecond, double cpuMicros, double p50, double p99, double p999, long errors, long asked) {}
