/**
 * The error log: events with a fixed name and fields, and what the container's libraries say in workers, which comes as
 * {@link org.junicorn.launcher.log.LibraryLine}s. An event is filtered by {@link org.junicorn.launcher.log.Levels}, made
 * a line by a {@link org.junicorn.launcher.log.Layout} and written by whichever thread has something to say, whole lines
 * at a time, to each {@code Destination}. Files are renamed by {@code LogRotation} in the supervisor alone, and opened
 * again by all processes.
 */
package org.junicorn.launcher.log;
