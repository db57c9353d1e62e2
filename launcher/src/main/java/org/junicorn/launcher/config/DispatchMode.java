package org.junicorn.launcher.config;

/** Where requests run. The setting's texts are the names in lower case. */
public enum DispatchMode {
    /** In the pool of threads. */
    POOL,
    /** There, but for servlets that have proven short: these run on the I/O thread that has read the request. */
    AUTO
}
