package org.junicorn.container.deploy;

import java.util.concurrent.Executor;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.WebAppModel;

/** Turns a prepared application into a running one. */
public final class Deployer {
    /**
     * Deploys and starts an application: initializers, listeners, filters and the servlets to be loaded on start-up run
     * on the calling thread, with the application's loader as the thread's context class loader.
     *
     * @param servletExecutor runs requests and asynchronous tasks
     * @throws DeploymentException if anything of the application that must not fail did; everything begun is ended then
     */
    public DeployedApp deploy(WebAppModel model, ContainerSettings settings, Executor servletExecutor)
            throws DeploymentException {
        throw new DeploymentException("cannot deploy " + model.root());
    }
}
