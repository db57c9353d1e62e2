package org.junicorn.hooks;

/**
 * The server as a whole.
 *
 * @param name its {@code proc_name}
 * @param pid of the supervisor
 */
public record ServerInfo(String name, long pid) {}
