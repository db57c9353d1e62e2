package org.junicorn.container.deploy;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.junicorn.container.security.Identities;

/** Ends what an application's own realm holds open, together with the application. */
final class RealmEnd implements ServletContextListener {
    private final Identities identities;

    RealmEnd(Identities identities) {
        this.identities = identities;
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        identities.close();
    }
}
