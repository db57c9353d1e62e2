/** One class of ours in Undertow's package: how a request becomes the first stream of a connection is visible here only. */
package io.undertow.server.protocol.http2;
