/**
 * Who can log in: identities, how their passwords are kept, and what all workers of a machine know together about
 * attempts to log in. It knows nothing of HTTP; {@code org.junicorn.container.login} asks it.
 *
 * <p>Everything here may be called by any request thread at any time.
 *
 * <ul>
 *   <li>{@link org.junicorn.container.security.Identities} is the one seam: a source of identities implements it, and
 *       gets lock-out, sessions and every way of logging in without a line of its own.
 *   <li>What workers share is {@link org.junicorn.container.security.LoginBoard}: mapped memory in which every record is
 *       one long, changed by one atomic operation. There is no lock that a dying worker could hold, and no record that
 *       it could leave half-written.
 *   <li>Refused: a count of failures per worker, which N workers would make N times weaker; asking the supervisor, which
 *       would make every log-in wait for it.
 * </ul>
 */
package org.junicorn.container.security;
