/** A Struts application of one form. */
package org.junicorn.samples.struts;
