/** The one class that JNDI finds by the name of its package: {@code PREFIX.SCHEME.SCHEMEURLContextFactory}. */
package org.junicorn.container.naming.java;
