/**
 * Classes of ours in Undertow's package: its HTTP client over a connection that is open already, and the connection that
 * responses come from, are visible here only.
 */
package io.undertow.client.http;
