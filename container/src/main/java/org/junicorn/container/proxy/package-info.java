/**
 * What proxies in front say about clients: {@link org.junicorn.container.proxy.TrustedProxies} for headers of requests,
 * {@link org.junicorn.container.proxy.ProxyProtocol} for what stands in front of a whole connection, {@link
 * org.junicorn.container.proxy.AjpGate} for the protocol of Apache's mod_jk and mod_proxy_ajp.
 *
 * <p>One rule for all: it is believed when it comes from an address that the operator has named, and what came before that
 * is believed only as far as those addresses reach, from right to left. Undertow's own handlers know no such addresses.
 *
 * <p>Everything here runs on I/O threads and never looks up a name.
 */
package org.junicorn.container.proxy;
