/**
 * Sessions that all workers share (Servlet 6.1, chapter 7). {@link org.junicorn.container.session.SharedSessions} is
 * Undertow's session manager: it keeps the live objects of this worker and brings them up to date from a {@link
 * org.junicorn.container.session.SessionStore} at the first touch in a request. A store knows bytes, versions and times,
 * nothing of the application's classes.
 */
package org.junicorn.container.session;
