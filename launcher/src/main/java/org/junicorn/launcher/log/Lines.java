package org.junicorn.launcher.log;

/** Takes what a process prints. Safe for all threads. */
@FunctionalInterface
public interface Lines {
    /** Takes bytes, whole lines with their ends unless one is too long. */
    void write(byte[] bytes, int length);
}
