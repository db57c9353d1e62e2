/**
 * {@code smoke}: starts a server as it would run, asks it a few things, stops it, and tells a build how that went.
 *
 * <p>The server is a child process of the same jar, not a part of this one: what is tested is then what will run, with its
 * signals, exit status, sockets and workers, and nothing that tests is in the supervisor. This process learns from the
 * child's error log when it is ready and where it listens; the log goes through a file in a private folder, so that a server that
 * prints a lot never waits for its reader.
 *
 * <p>Everything runs on the main thread, except for the hook that ends the server when this process is told to end.
 */
package org.junicorn.launcher.smoke;
