/** A shop as a REST service. */
package org.junicorn.samples.jersey;
