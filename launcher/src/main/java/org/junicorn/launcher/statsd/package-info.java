/**
 * Tells a statsd server what happens, under gunicorn's names: workers of their requests, the supervisor of its workers.
 * Nobody waits for it, and nothing of it is loaded unless {@code statsd_host} is set.
 */
package org.junicorn.launcher.statsd;
