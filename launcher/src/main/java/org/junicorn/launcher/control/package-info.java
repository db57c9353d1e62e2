/**
 * The control socket: what {@code ctl} speaks to ({@link org.junicorn.launcher.ctl}). A request is one line of JSON, its
 * answer one or more lines, the last of which says how it went. Threads of this package wait for clients and for
 * workers; the supervisor is asked through {@link org.junicorn.launcher.supervisor.Operations} and never waits for them.
 *
 * <p>Whoever may open the socket's file is obeyed: its mode is the whole protection, as with gunicorn. Refused: a TCP
 * port with a password, frames with lengths (a line can be typed by hand), a JSON library (the supervisor would carry
 * its classes for a few flat objects).
 */
package org.junicorn.launcher.control;
