/**
 * A JUnit 5 extension for the builds of applications: serves one inside the JVM of the tests.
 *
 * <p>The application is prepared and deployed by the same code as in a worker, and has a class loader of its own, so that it
 * sees the classes of its WAR and not those of the test. What only processes show, such as reload or a worker's JVM options, is
 * not tested by this; the launcher's {@code smoke} does that.
 *
 * <p>Nothing else refers to this package, and the launcher's jar does not have it: JUnit is an optional dependency.
 */
package org.junicorn.junit;
