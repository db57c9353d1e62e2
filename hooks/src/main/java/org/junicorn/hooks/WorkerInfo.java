package org.junicorn.hooks;

/**
 * A worker's process.
 *
 * @param slot its stable number, from 1; a replacement has the same
 * @param generation grows with each reload
 * @param pid 0 if it has none yet
 */
public record WorkerInfo(int slot, int generation, long pid) {}
