/**
 * Measures requests that read and write a session. {@link org.junicorn.bench.session.Sessions} is the program: it starts
 * the servers ({@link org.junicorn.bench.Server}) with the application {@link
 * org.junicorn.bench.session.CartServlet}, lets {@link org.junicorn.bench.session.Load} ask them in turn, and prints a
 * {@link org.junicorn.bench.session.Report}.
 */
package org.junicorn.bench.session;
