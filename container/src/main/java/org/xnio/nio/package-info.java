/**
 * Two classes of ours in XNIO's package, because what they need is visible here only: {@link
 * org.xnio.nio.AcceptedSocket}, the door, and the connection it makes for Unix-domain sockets. Everything here runs on
 * the connection's I/O thread or on the thread that writes the response.
 */
package org.xnio.nio;
