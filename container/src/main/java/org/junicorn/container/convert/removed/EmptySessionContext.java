package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;

/** It tells of no session, since version 2.1 of the Servlet specification. */
class EmptySessionContext implements HttpSessionContext {
    EmptySessionContext() {}

    @Override
    public HttpSession getSession(String id) {
        return null;
    }

    @Override
    public Enumeration<String> getIds() {
        return Collections.emptyEnumeration();
    }
}
