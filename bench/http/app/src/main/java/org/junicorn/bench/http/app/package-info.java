/** The application of the benchmark: a servlet for each kind of request. */
package org.junicorn.bench.http.app;
