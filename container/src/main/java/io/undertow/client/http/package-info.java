/**
 * One class of ours in Undertow's package: its HTTP client over a connection that is open already is visible here only.
 */
package io.undertow.client.http;
