package org.junicorn.bench.http;

/**
 * One start of a server.
 *
 * @param millis from the start of its process to the first answer
 * @param pssMb memory of all its processes, after it has come to rest
 * @param usedMb the same, after some thousand requests
 */
record Start(double millis, double pssMb, double usedMb) {}
