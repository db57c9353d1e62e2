/**
 * Classes of ours in Undertow's package: what its HTTP/2 channel lacks for a server can be added only where its frames
 * are visible.
 */
package io.undertow.protocols.http2;
