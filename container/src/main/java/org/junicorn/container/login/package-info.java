/**
 * How a request proves who sends it: BASIC, DIGEST, FORM and CLIENT-CERT (Servlet 6.1, 13.6), {@code
 * HttpServletRequest.login} and its relatives, and the log-in that a session remembers. It sits in front of
 * undertow-servlet's security handlers, which find out what a path demands and whether a role suffices.
 *
 * <p>All of it runs on the request's servlet thread; nothing is kept between requests but what the session holds, under
 * names that the application cannot see.
 *
 * <ul>
 *   <li>Tomcat's rules, not Undertow's: credentials are looked at where a constraint asks for them, but a session that
 *       has logged in is known on open pages too; a log-in changes the id of a session that exists and makes none; a
 *       wrong password on an open page is nobody's business.
 *   <li>Refused: Undertow's own mechanisms behind adapters. FORM differs in its redirect, its saved request and its
 *       protection against a planted session, DIGEST in its algorithms and in nonces that one JVM alone knows, and what
 *       a session remembers could not be told apart from what a request has shown.
 * </ul>
 */
package org.junicorn.container.login;
