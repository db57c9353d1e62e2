/** A Wicket application of one page. */
package org.junicorn.samples.wicket;
