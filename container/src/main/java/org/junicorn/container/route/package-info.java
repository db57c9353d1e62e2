/**
 * Which of several applications, versions or upstream servers answers a request, and what of a request is rewritten
 * before: {@link org.junicorn.container.route.Routes} builds it all, each part only if it is asked for.
 *
 * <pre>
 *   handlers_file ─► virtual host ─► path ─┬─► application ─► undertow-handlers.conf ─► rewrite.config ─► servlets
 *                                          ├─► one of several versions of an application
 *                                          └─► upstream servers
 * </pre>
 *
 * <p>Everything here runs on the I/O thread of the request's connection and must not block; only rewriting with maps
 * whose classes are the application's own runs on a request thread.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Rules are read twice: once in the prepare process, for their faults, and by each worker. They are short, and what
 *       Undertow and Tomcat make of them cannot be stored.
 *   <li>The languages are those of Undertow and Tomcat, read by their own classes; what would undo a decision of this
 *       server, or reach beyond the application, is refused by name ({@code Handlers}).
 *   <li>A rewritten path is normalised again: a piece of a query may have come into it.
 * </ul>
 */
package org.junicorn.container.route;
