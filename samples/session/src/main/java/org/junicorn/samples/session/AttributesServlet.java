package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;

/**
 * Attributes that are texts. A GET answers the attributes named by the parameter {@code name}; a POST answers the
 * values of before of all its parameters and then sets them, an empty one is removed.
 */
@WebServlet("/attributes")
public final class AttributesServlet extends PlainServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        String[] names = request.getParameterValues("name");
        for (String name : names == null ? new String[0] : names) {
            print(response, name, session == null ? null : session.getAttribute(name));
        }
    }

    @Override
    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        for (Map.Entry<String, String[]> parameter : request.getParameterMap().entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue()[0];
            print(response, name, session.getAttribute(name));
            if (value.isEmpty()) {
                session.removeAttribute(name);
            } else {
                session.setAttribute(name, value);
            }
        }
    }
}
