/**
 * The names below {@code java:}, of which each application has its own ({@code java:comp/env}), and the objects behind
 * them: values, connection pools, mail sessions, and whatever a factory of the application makes.
 *
 * <p>JNDI finds us through two system properties, as it finds Tomcat: the initial context factory, unless somebody has
 * named another one, and the prefix of URL context factories. A builder for initial contexts, which the JDK offers as
 * well, would take {@code ldap:} and {@code rmi:} names away from the JDK. Whose names are meant is found through the
 * context class loader, which knows the names of its application: there is no registry to leak from.
 *
 * <p>Objects are made when they are first asked for, so an application that asks for none pays nothing, and are closed
 * when the application ends.
 */
package org.junicorn.container.naming;
