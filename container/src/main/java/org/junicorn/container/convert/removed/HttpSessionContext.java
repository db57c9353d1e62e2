package org.junicorn.container.convert.removed;

import jakarta.servlet.http.HttpSession;
import java.util.Enumeration;

/** Removed by Servlet 6.0. */
public interface HttpSessionContext {
    HttpSession getSession(String id);

    Enumeration<String> getIds();
}
