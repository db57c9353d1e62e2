/**
 * A shopping cart that lives in the session, and one small servlet for each other thing that an application can do with a
 * session. Open {@code /} in a browser; the rest answers in plain text, one {@code name=value} per line, GET to look and
 * POST to change. Every answer names the worker that gave it in the header {@code X-Worker-Pid}.
 *
 * <p>What the listeners are told goes to the {@linkplain Journal journal}, a file named by {@code SESSION_JOURNAL}.
 */
package org.junicorn.samples.session;
