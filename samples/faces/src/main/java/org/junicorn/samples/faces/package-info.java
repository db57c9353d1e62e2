/** A Faces page with a bean of CDI. */
package org.junicorn.samples.faces;
