package org.junicorn.samples.compare;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Registers a servlet while the application starts. */
@WebListener
public final class StartListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        event.getServletContext().setAttribute("compare.started", "the listener");
        event.getServletContext()
                .addServlet("programmatic", PathServlet.class)
                .addMapping("/programmatic/*", "*.programmatic");
    }
}
