/**
 * An application that shows what it sees of a request and of its server, in plain text, one fact per line: asked by the
 * same requests, two servers can be compared. Each servlet is about one part of the specification; nothing that differs
 * from run to run is printed.
 */
package org.junicorn.samples.compare;
