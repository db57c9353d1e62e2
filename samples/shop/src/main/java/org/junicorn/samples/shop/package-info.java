/** A shop of JSPs over a database. */
package org.junicorn.samples.shop;
