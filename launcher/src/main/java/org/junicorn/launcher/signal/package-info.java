/** Signals of the operating system, turned into calls. The only user of {@code sun.misc.Signal}. */
package org.junicorn.launcher.signal;
