/**
 * What the supervisor tells those who look after the server, at {@code admin_bind}: whether it lives and is ready, its
 * metrics, its state for the dashboard; and the commands that it takes from them.
 *
 * <p>It has a small HTTP server of its own. The one of the JDK cannot listen at a Unix socket, so there would be two;
 * Undertow would cost the supervisor some megabytes and I/O threads for a handful of short answers a minute. Each
 * connection has one request, is read and answered by one of a few threads, and is cut when its time is up. Nothing here
 * runs on the supervisor's thread, which is asked through {@link org.junicorn.launcher.supervisor.Operations}; no worker
 * is asked at all, so a stuck one hides nothing. No class of this package is loaded unless {@code admin_bind} is set.
 */
package org.junicorn.launcher.admin;
