/**
 * TLS: which certificate a client is shown, whom it is asked for in return, and how both are read from files.
 *
 * <p>Two halves that meet in {@link org.junicorn.container.tls.Certificates}, which is text and can be handed from one
 * process to another. {@link org.junicorn.container.tls.CertificateFiles} reads files, says what is wrong with them, and
 * needs the right to read private keys; {@link org.junicorn.container.tls.TlsContext} serves with what it is given, and
 * can be given something else at any time: whoever connects from then on is shown that, and open connections stay as
 * they are.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>One {@code SSLContext} for all names, and a key manager that chooses by the name that the client asks for. A
 *       context for each name, as Undertow has it, would split the cache of sessions and has no place for two
 *       certificates, RSA and EC, of one name.
 *   <li>PEM is read here: the JDK has no reader for it before 25, and it does not know PKCS#1 or SEC 1 keys at all.
 *   <li>No renegotiation: a client that is not asked for a certificate in the handshake is not asked later. HTTP/2 and
 *       TLS 1.3 forbid it.
 *   <li>By default ciphers with forward secrecy and authenticated encryption only, which every client of the last ten
 *       years has.
 * </ul>
 */
package org.junicorn.container.tls;
