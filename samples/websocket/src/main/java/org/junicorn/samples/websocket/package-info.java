/** A chat and an echo over WebSocket. */
package org.junicorn.samples.websocket;
