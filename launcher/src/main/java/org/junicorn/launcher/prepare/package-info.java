/**
 * The short-lived process that looks at an application: it unpacks and scans it once for all workers. It runs no code of
 * the application; it may run out of memory or fail, and the supervisor and the workers that serve go on.
 */
package org.junicorn.launcher.prepare;
