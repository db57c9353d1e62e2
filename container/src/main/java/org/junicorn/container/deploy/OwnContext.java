package org.junicorn.container.deploy;

import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.core.ServletContainerImpl;
import java.util.Set;

/**
 * One application as Undertow's servlet container, which asks it who answers {@code ServletContext.getContext}: for its
 * own paths the application itself, for those of others nobody (Tomcat: {@code crossContext="false"}).
 */
final class OwnContext extends ServletContainerImpl {
    private final String contextPath;
    private final Set<String> contextPaths;

    /** @param contextPaths of all applications */
    OwnContext(String contextPath, Set<String> contextPaths) {
        this.contextPath = contextPath;
        this.contextPaths = Set.copyOf(contextPaths);
    }

    @Override
    public DeploymentManager getDeploymentByPath(String path) {
        return ContextRouter.owns(contextPath, path, contextPaths)
                ? super.getDeploymentByPath(contextPath.isEmpty() ? "/" : contextPath)
                : null;
    }
}
