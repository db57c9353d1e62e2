/** A REST service of the time before jakarta. */
package org.junicorn.samples.jersey2;
