package org.junicorn.samples.compare;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeSet;

/** {@code /context}: what the application sees of its server and of itself. */
@WebServlet(urlPatterns = "/context/*", name = "context")
public final class ContextServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServletContext context = getServletContext();
        if (subject(request).equals("resource")) {
            resource(request, response, context);
            return;
        }
        add(response, "version", context.getMajorVersion() + "." + context.getMinorVersion());
        add(response, "effective", context.getEffectiveMajorVersion() + "." + context.getEffectiveMinorVersion());
        add(response, "path", context.getContextPath());
        add(response, "name", context.getServletContextName());
        add(response, "parameters", sorted(Collections.list(context.getInitParameterNames())));
        add(response, "timeout", context.getSessionTimeout());
        add(response, "request encoding", context.getRequestCharacterEncoding());
        add(response, "response encoding", context.getResponseCharacterEncoding());
        add(response, "tracking", sorted(context.getEffectiveSessionTrackingModes()));
        add(response, "default tracking", sorted(context.getDefaultSessionTrackingModes()));
        SessionCookieConfig cookie = context.getSessionCookieConfig();
        add(
                response,
                "session cookie",
                cookie.getName() + " " + cookie.getPath() + " " + cookie.getDomain() + " " + cookie.isHttpOnly() + " "
                        + cookie.isSecure() + " " + cookie.getMaxAge());
        add(response, "temp dir", context.getAttribute(ServletContext.TEMPDIR) != null);
        add(response, "ordered libs", context.getAttribute(ServletContext.ORDERED_LIBS));
        add(response, "same context", context.getContext("/c") != null);
        add(response, "attribute of nobody", context.getAttribute("nobody"));
        add(response, "jsp config", context.getJspConfigDescriptor() != null);
        add(response, "servlet", sorted(context.getServletRegistration("echo").getMappings()));
        add(response, "initialised by", context.getAttribute("compare.started"));
    }

    private static void resource(HttpServletRequest request, HttpServletResponse response, ServletContext context)
            throws IOException {
        String path = request.getParameter("path");
        add(response, "resource", outcome(() -> context.getResource(path) != null));
        add(response, "stream", outcome(() -> context.getResourceAsStream(path) != null));
        add(
                response,
                "paths",
                outcome(() -> context.getResourcePaths(path) == null ? null : sorted(context.getResourcePaths(path))));
        add(response, "real path", outcome(() -> context.getRealPath(path) != null));
        add(response, "mime type", context.getMimeType(path));
    }

    private static TreeSet<String> sorted(Collection<?> values) {
        TreeSet<String> sorted = new TreeSet<>();
        values.forEach(value -> sorted.add(String.valueOf(value)));
        return sorted;
    }

    private static void add(HttpServletResponse response, String name, Object value) throws IOException {
        print(response, name + ": " + value + "\n");
    }
}
