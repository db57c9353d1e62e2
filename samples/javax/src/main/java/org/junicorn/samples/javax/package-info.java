/** An application as they were written for Tomcat 9 and older. */
package org.junicorn.samples.javax;
