package org.junicorn.container.session;

/** Opens the stores of applications. */
public interface StoreFactory {
    /**
     * Opens the store of an application; called at most once for each.
     *
     * @param contextPath "" or "/name"
     */
    SessionStore open(String contextPath) throws StoreException;

    /** Whether a store's methods may wait for another machine. */
    boolean blocks();

    /** Whether it may have sessions from earlier, found out without opening it. */
    boolean mayHaveSessions(String contextPath);
}
