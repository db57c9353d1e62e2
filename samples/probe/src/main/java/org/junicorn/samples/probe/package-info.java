/**
 * An application that lets a test see and provoke what a server does to its workers: who answers, what is in flight,
 * how a worker starts badly, hangs, dies and leaves.
 *
 * <p>Each servlet does one thing, described in its Javadoc. Nothing here is protected: serve it on loopback only. What
 * the application wants to tell beyond its answers goes to the {@linkplain Journal journal}, a file named by
 * {@code PROBE_LOG}; how it starts is chosen by {@link StartMode}.
 */
package org.junicorn.samples.probe;
