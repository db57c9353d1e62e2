package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;

/** Removed by Servlet 6.0. */
interface HttpSessionMembers extends HttpSession {
    default HttpSessionContext getSessionContext() {
        return new EmptySessionContext();
    }

    default Object getValue(String name) {
        return getAttribute(name);
    }

    default void putValue(String name, Object value) {
        setAttribute(name, value);
    }

    default void removeValue(String name) {
        removeAttribute(name);
    }

    default String[] getValueNames() {
        return Collections.list(getAttributeNames()).toArray(new String[0]);
    }
}
