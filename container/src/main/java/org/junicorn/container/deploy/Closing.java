package org.junicorn.container.deploy;

import io.undertow.servlet.api.DeploymentManager;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.junicorn.container.naming.AppNaming;
import org.junicorn.container.war.WebAppClassLoader;

/** The end of an application, step by step; a step that fails is logged and does not stop the next. */
final class Closing {
    private static final Logger LOG = Logger.getLogger(Closing.class);

    private Closing() {}

    /** Filters and servlets are destroyed, then the context; one step alone would leave the other out. */
    static void undeploy(DeploymentManager manager) {
        try {
            manager.stop();
        } catch (Exception | Error e) {
            RootCause.throwIfFatal(e);
            LOG.error("filters and servlets did not end cleanly", e);
        }
        try {
            manager.undeploy();
        } catch (Exception | Error e) {
            RootCause.throwIfFatal(e);
            LOG.error("the application did not end cleanly", e);
        }
    }

    /** Closes what the application's names stand for, then its class loader. */
    static void close(AppNaming naming, WebAppClassLoader loader) {
        try {
            naming.close();
        } catch (Exception | Error e) {
            RootCause.throwIfFatal(e);
            LOG.warn("resources of the application stay open", e);
        }
        loader.names(null);
        try {
            JdbcDrivers.deregister(loader)
                    .forEach(driver -> LOG.infof("took back the JDBC driver %s, which the application left", driver));
        } catch (Exception | Error e) {
            RootCause.throwIfFatal(e);
            LOG.warn("the application's JDBC drivers stay registered", e);
        }
        try {
            loader.close();
        } catch (IOException e) {
            LOG.warn("the application's jars stay open", e);
        }
    }
}
