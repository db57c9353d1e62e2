/**
 * Jakarta WebSocket 2.2 on Undertow's implementation. {@link org.junicorn.container.websocket.AppWebSockets} is what
 * applications see; nothing behind it is loaded before an application has an endpoint or opens a connection of its own.
 *
 * <p>Endpoints are called on the task threads of the connection's I/O worker, one call at a time for each connection, with
 * the application's class loader as the thread's context class loader.
 *
 * <p>Decided: handshakes are answered by a filter of ours behind the application's filters, not by Undertow's, which knows
 * neither a drain nor endpoints that are added late; drafts of the protocol older than RFC 6455 are not spoken.
 */
package org.junicorn.container.websocket;
