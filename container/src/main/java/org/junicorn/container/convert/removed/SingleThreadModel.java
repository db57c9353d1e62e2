package org.junicorn.container.convert.removed;

/** Removed by Servlet 6.0. The container gives an instance of such a servlet to one request at a time. */
public interface SingleThreadModel {}
