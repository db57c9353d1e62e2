/**
 * HTTP: from listening sockets to the deployed application and back. {@link
 * org.junicorn.container.http.HttpServer} is the door; {@code HandlerChain} lists what a request passes through.
 *
 * <p>Threads: one platform thread per listener accepts, with a blocking {@code accept} (several processes share the
 * socket: the kernel then wakes one of them, not all). A few I/O threads read requests and write what a request thread
 * did not. Request threads run the application; every hand-over to them goes through {@code Dispatcher}. {@code
 * RequestDeadline} has a thread of its own.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Every connection is a {@code ClientConnection}, whose two conduits lie directly above the socket: below
 *       everything of Undertow they see when the first byte of a request arrives and the first byte of a response
 *       leaves. Counting, closing idle connections without losing a request that has just arrived, and answering in
 *       place of an application that hangs all rest on that.
 *   <li>Idle connections are closed by us and not by Undertow's NO_REQUEST_TIMEOUT, which closes a connection even if a
 *       request has arrived and only not been read yet.
 *   <li>The in-flight count and the access log are outside of the strict checks, so that a refused request is counted,
 *       logged, and not cut off by a drain.
 *   <li>A connection on which a request thread works is never closed through Undertow by another thread: that would
 *       return buffers to the pool into which the application is still writing. Its socket is closed instead, and the
 *       request thread finds that out.
 *   <li>Refused: XNIO's own acceptor (wakes all workers, starves some); SO_REUSEPORT (a worker that leaves resets the
 *       connections in its queue); dispatching by {@code HttpServerExchange} to XNIO's pool.
 * </ul>
 */
package org.junicorn.container.http;
