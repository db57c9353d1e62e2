package org.junicorn.container.jsp;

/** Makes and ends the pages and tag handlers of an application, as its other components are. Any thread. */
public interface PageObjects {
    /** A new instance, ready for use. */
    Object make(Class<?> type) throws InstantiationException;

    /** Readies an instance that somebody else has made. */
    void adopt(Object instance) throws InstantiationException;

    /** Ends an instance. What fails is logged. */
    void dispose(Object instance);
}
