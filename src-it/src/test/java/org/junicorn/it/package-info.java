/**
 * Scenarios with real processes: the packaged launcher, real workers, real clients.
 *
 * <p>What a scenario is made of:
 *
 * <ul>
 *   <li>{@link org.junicorn.it.Servers} starts servers for one test, ends them afterwards, adds their logs to every
 *       failure, and fails a test that left a process behind.
 *   <li>{@link org.junicorn.it.ServerProcess} is one running launcher; its {@link org.junicorn.it.EventLog} is how a
 *       test knows what happens inside.
 *   <li>{@link org.junicorn.it.Http} is a small client that hides nothing, {@link org.junicorn.it.Load} many of them
 *       at once, strict about what counts as a failure.
 *   <li>{@link org.junicorn.it.SessionClient} is somebody with a session, {@link org.junicorn.it.Shopper} one who knows
 *       exactly what it must hold.
 *   <li>{@link org.junicorn.it.Wars} makes WARs, good and bad ones, from the samples.
 * </ul>
 *
 * <p>The servers run on the JDK named by the system property {@code it.java.home}, the tests on Maven's. Scenarios wait
 * for something observable, never for time to pass, and choose no port themselves.
 */
package org.junicorn.it;
