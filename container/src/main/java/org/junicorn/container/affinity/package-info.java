/**
 * A request whose session has attributes that cannot be stored is answered by the worker that has them: whoever accepted
 * it forwards it there. {@link org.junicorn.container.affinity.Affinity} is the door; {@code Relay} is one forwarded
 * request from its beginning to its end.
 *
 * <p>Each worker listens on a Unix socket in a private folder, {@code <folder>/<worker>.sock}. What comes in there passes
 * the same handlers as what clients send; a header of ours that only counts on this socket tells where the client is, so
 * that the application sees what it would see if the client had connected here.
 *
 * <p>Threads: everything about a forwarded request runs on the I/O thread of its client's connection, and the connection
 * to the other worker belongs to the same thread. So nothing here is locked, and a slow side holds the other one up by
 * not being read.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>HTTP between the workers, by Undertow's own client, so that requests, bodies, upgrades and trailers take a path
 *       that is used everywhere. Passing the client's socket instead (SCM_RIGHTS) needs native code in each worker.
 *   <li>What depends on the connection is passed, everything else is left as it came and found out again by the same
 *       handlers in the other worker.
 *   <li>A forwarded request counts as a request in both workers, since both work on it. It is in the access log once,
 *       written by the worker that answers it; only if that one dies, by the worker that forwarded it.
 *   <li>Idle connections between workers are closed by the side that would send the next request on them. A request that
 *       was certainly not begun is sent again; one that may have been is answered 502, never repeated.
 *   <li>Who owns a session is asked of the store at each request; a session's id does not decide it. An id is the
 *       client's, and may be old.
 * </ul>
 */
package org.junicorn.container.affinity;
