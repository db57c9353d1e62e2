package org.junicorn.container.deploy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;

/** Answers for JSPs that they cannot run, so that their source is never served. */
final class JspServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    static final String UNSUPPORTED =
            "JSP is not supported by this version of Junicorn; compile the pages ahead of time"
                    + " (JspC) and map the servlets, or use a template engine";

    private final transient AppResources resources;
    private final String file;

    /** @param file the page; "" for whatever page was asked for */
    JspServlet(AppResources resources, String file) {
        this.resources = resources;
        this.file = file;
    }

    static boolean isJsp(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jsp") || lower.endsWith(".jspx");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
        String page = file.isEmpty() ? ResourcePath.of(request) : file;
        if (resources.find(page).isEmpty()) {
            if (included) {
                throw new FileNotFoundException(page);
            }
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (included) {
            // An error status would be lost here.
            throw new ServletException(page + ": " + UNSUPPORTED);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, UNSUPPORTED);
        }
    }
}
