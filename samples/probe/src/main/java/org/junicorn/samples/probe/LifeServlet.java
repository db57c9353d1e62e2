package org.junicorn.samples.probe;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Loaded on start-up; tells the journal {@code postConstruct}, {@code servletInit}, {@code servletDestroy} and {@code preDestroy}. */
@WebServlet(urlPatterns = "/life", loadOnStartup = 1)
public final class LifeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @PostConstruct
    void constructed() {
        Journal.write("postConstruct");
    }

    @Override
    public void init() {
        Journal.write("servletInit");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("alive\n");
    }

    @Override
    public void destroy() {
        Journal.write("servletDestroy");
    }

    @PreDestroy
    void beforeTheEnd() {
        Journal.write("preDestroy");
    }
}
