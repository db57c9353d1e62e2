package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.DeploymentManager.State;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.ThreadSetupHandler;
import io.undertow.servlet.core.DeploymentImpl;
import io.undertow.servlet.core.ManagedFilter;
import io.undertow.servlet.core.ManagedListener;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.ServletModel;

/**
 * Starts one deployment in Tomcat's order: initializers, context listeners, filters, then the servlets that are loaded
 * on start-up, those of equal rank in the order of their declaration. And takes back what it did.
 */
final class Startup {
    private static final Logger LOG = Logger.getLogger(Startup.class);

    private final WebAppModel model;
    private final InitWatch watch;
    private final DeploymentManager manager;

    /**
     * @param watch is part of {@code info}
     * @param container gets the deployment
     */
    Startup(WebAppModel model, InitWatch watch, DeploymentInfo info, ServletContainer container) {
        this.model = model;
        this.watch = watch;
        this.manager = container.addDeployment(info);
    }

    DeploymentManager manager() {
        return manager;
    }

    /** @throws Exception what the application threw, in Undertow's wrapping */
    void run(Map<String, String> mimeTypes, PreliminaryServlets preliminary) throws Exception {
        manager.deploy();
        DeploymentImpl deployment = (DeploymentImpl) manager.getDeployment();
        deployment.setMimeExtensionMappings(mimeTypes);
        inContext(deployment, () -> {
            preliminary.finish(deployment.getServletContext());
            filters(deployment);
        });
        rankServlets(deployment);
        manager.start();
        watch.started();
    }

    private void filters(DeploymentImpl deployment) {
        Map<String, ManagedFilter> left =
                new LinkedHashMap<>(deployment.getFilters().getFilters());
        List<ManagedFilter> ordered = new ArrayList<>();
        for (FilterModel filter : model.filters()) {
            ordered.add(left.remove(filter.name()));
        }
        ordered.addAll(left.values());
        if (ordered.stream()
                .anyMatch(filter ->
                        RemoteIpSecurity.wantedBy(filter.getFilterInfo().getFilterClass()))) {
            deployment
                    .getApplicationListeners()
                    .addListener(new ManagedListener(
                            new ListenerInfo(
                                    RemoteIpSecurity.class, new ImmediateInstanceFactory<>(new RemoteIpSecurity())),
                            true));
        }
        for (ManagedFilter filter : ordered) {
            try {
                filter.createFilter();
            } catch (ServletException | RuntimeException | Error e) {
                RootCause.throwIfFatal(e);
                throw new StepFailedException(
                        "the filter \"" + filter.getFilterInfo().getName() + "\" ("
                                + filter.getFilterInfo().getFilterClass().getName() + ") failed in init",
                        e);
            }
        }
    }

    /** Gives each servlet a rank of its own, since Undertow loads those of the same rank in the order of a hash. */
    private void rankServlets(DeploymentImpl deployment) {
        List<String> declared =
                model.servlets().stream().map(ServletModel::name).toList();
        List<ServletInfo> eager = deployment.getServlets().getServletHandlers().values().stream()
                .map(handler -> handler.getManagedServlet().getServletInfo())
                .filter(servlet -> servlet.getLoadOnStartup() != null && servlet.getLoadOnStartup() >= 0)
                .sorted(Comparator.comparing(ServletInfo::getLoadOnStartup)
                        .thenComparing(servlet -> Integer.toUnsignedLong(declared.indexOf(servlet.getName()))))
                .toList();
        for (int rank = 0; rank < eager.size(); rank++) {
            eager.get(rank).setLoadOnStartup(rank);
        }
    }

    /** Ends whatever was begun. A failure of that is logged, since the first one is what matters. */
    void undo() {
        if (manager.getState() != State.UNDEPLOYED) {
            Closing.undeploy(manager);
            return;
        }
        // Undertow takes a deployment that failed half-way for one that never was.
        if (manager.getDeployment() instanceof DeploymentImpl deployment
                && deployment.getApplicationListeners() != null) {
            try {
                inContext(deployment, () -> {
                    if (watch.listening()) {
                        deployment.getApplicationListeners().contextDestroyed();
                    }
                    deployment.getApplicationListeners().stop();
                    deployment.getServletContext().destroy();
                });
            } catch (Exception e) {
                LOG.error("the application did not end cleanly after it failed to start", e);
            }
        }
    }

    private static void inContext(DeploymentImpl deployment, Runnable task) throws Exception {
        ThreadSetupHandler.Action<Void, Runnable> action = (HttpServerExchange none, Runnable given) -> {
            given.run();
            return null;
        };
        deployment.createThreadSetupAction(action).call(null, task);
    }
}
