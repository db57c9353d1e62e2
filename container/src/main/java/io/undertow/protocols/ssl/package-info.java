/**
 * One class of ours in Undertow's package: what makes a connection of TLS of one that is open already is visible here only.
 */
package io.undertow.protocols.ssl;
