/**
 * One class of ours in Undertow's package: {@link io.undertow.server.protocol.ajp.SecretListener}. What reads AJP is visible
 * here only, and Undertow's own listener takes its secret from a system property, which applications can read.
 */
package io.undertow.server.protocol.ajp;
