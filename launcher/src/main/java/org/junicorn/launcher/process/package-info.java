/**
 * Child processes: how they are spawned with inherited descriptors, how their output and facts come in, how their end is
 * noticed. Spawning goes through {@code posix_spawn} by way of JNA, since {@link java.lang.ProcessBuilder} can pass three
 * descriptors at most, keeps the parent's signal mask and would reap children behind our back.
 *
 * <p>Nothing here decides anything: the supervisor's loop calls, and everything that happens comes back to it as an
 * event. Each pipe has a small thread that reads it; one thread waits for the ends of processes.
 */
package org.junicorn.launcher.process;
