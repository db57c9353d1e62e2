/**
 * What is done to requests and responses in front of the applications: request ids, headers, CORS, compression, static
 * folders, a cache, filters. {@link org.junicorn.container.shaping.Shaping} makes a stage of each one that is configured;
 * the others are neither in the chain nor loaded.
 *
 * <p>A stage that changes responses does so when their head is sent: Undertow then calls the stages from the innermost one
 * out, so that the cache stores what compression has made of a response, and no request id.
 *
 * <p>Threads: I/O threads, unless a class says otherwise; none of them may wait. What reads files or looks through bodies
 * goes to a request thread.
 */
package org.junicorn.container.shaping;
