/** A Spring application without Boot. */
package org.junicorn.samples.mvc;
