package org.junicorn.samples.probe;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Tells the journal {@code contextInitialized} and {@code contextDestroyed}, and starts the application as {@link
 * StartMode} says.
 */
@WebListener
public final class LifeListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        StartMode.of(event.getServletContext()).apply();
        Journal.write("contextInitialized");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        Journal.write("contextDestroyed");
    }
}
