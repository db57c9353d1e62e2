package org.junicorn.bench.http.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An answer of an API: a list of ten articles, written without a library. */
@WebServlet("/json")
public final class JsonServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int ARTICLES = 10;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < ARTICLES; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"id\":")
                    .append(i)
                    .append(",\"name\":\"article number ")
                    .append(i)
                    .append("\",\"price\":")
                    .append(i * 100 + 99)
                    .append('}');
        }
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().print(json.append("]\n"));
    }
}
