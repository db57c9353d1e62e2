package org.junicorn.container.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the log has been told, so that it is not told again; names that clients could choose do not fill it. Any thread. */
final class Told {
    private static final int MOST = 1_000;

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** Whether it is new and shall be told. */
    boolean first(String what) {
        return told.size() < MOST && told.add(what);
    }
}
