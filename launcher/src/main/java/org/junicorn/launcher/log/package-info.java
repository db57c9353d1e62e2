/**
 * The error log: one event per line, a fixed name, then fields. Written by whichever thread has something to say, whole
 * lines at a time, to a file or to standard error.
 */
package org.junicorn.launcher.log;
