package org.apache.commons.logging;

/** What the connection pool logs with. */
public interface Log {
    boolean isDebugEnabled();

    void debug(Object message);

    void debug(Object message, Throwable cause);

    void info(Object message);

    void info(Object message, Throwable cause);

    void warn(Object message);

    void warn(Object message, Throwable cause);

    void error(Object message);

    void error(Object message, Throwable cause);
}
