/**
 * The {@code <Realm>} of a context.xml by Tomcat's class names: files of users, databases, LDAP directories, JAAS, and
 * their combinations. Each is an {@link org.junicorn.container.security.Identities}; what Tomcat's realms do beside that,
 * constraints and lock-out, is done in one place for all of them.
 *
 * <p>A source is opened at the first log-in, on the request's thread, and is one per worker: an application that nobody
 * logs in to needs neither directory nor database to start.
 */
package org.junicorn.container.realm;
