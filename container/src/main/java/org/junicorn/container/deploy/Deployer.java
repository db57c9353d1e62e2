package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.naming.AppNaming;
import org.junicorn.container.naming.java.javaURLContextFactory;
import org.junicorn.container.route.AppRewriting;
import org.junicorn.container.war.RewriteFiles;
import org.junicorn.container.war.SharedLibLoader;
import org.junicorn.container.war.WebAppClassLoader;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.websocket.AppWebSockets;

/**
 * Turns a prepared application into a running one. May be used for several applications; those with the same shared
 * libraries then see the same classes of them.
 */
public final class Deployer {
    private final Set<String> contextPaths;

    /** They stay open as long as this JVM lives: applications come, but none goes before it ends. */
    private final Map<List<String>, SharedLibLoader> shared = new HashMap<>();

    /** For an application that is alone. */
    public Deployer() {
        this(Set.of());
    }

    /** @param contextPaths of all applications of this JVM; "" is the root */
    public Deployer(Set<String> contextPaths) {
        this.contextPaths = Set.copyOf(contextPaths);
    }

    /**
     * Deploys and starts an application: initializers, listeners, filters and the servlets to be loaded on start-up run
     * on the calling thread, with the application's loader as the thread's context class loader.
     *
     * <p>A listener, an initializer or a filter that fails, fails the deployment. A servlet that does is logged and
     * answers with an error, as on Tomcat ({@code failCtxIfServletStartFails="false"}).
     *
     * @param servletExecutor runs requests and asynchronous tasks
     * @throws DeploymentException if anything of the application that must not fail did, naming it and the root cause;
     *     what was begun is ended by then
     */
    public DeployedApp deploy(WebAppModel model, ContainerSettings settings, Executor servletExecutor)
            throws DeploymentException {
        return deploy(model, settings, servletExecutor, Optional.empty());
    }

    /**
     * The same for an application whose requests may be another worker's.
     *
     * @param affinity sends those there
     */
    public DeployedApp deploy(
            WebAppModel model, ContainerSettings settings, Executor servletExecutor, Optional<Affinity> affinity)
            throws DeploymentException {
        return deploy(model, settings, new Site("", contextPaths), servletExecutor, affinity);
    }

    /**
     * What an application knows of others.
     *
     * @param host the virtual host that it is served on, or empty
     * @param contextPaths of all applications of that host; "" is the root
     */
    public record Site(String host, Set<String> contextPaths) {
        public Site {
            contextPaths = Set.copyOf(contextPaths);
        }
    }

    /** The same for an application of a virtual host. */
    public DeployedApp deploy(
            WebAppModel model,
            ContainerSettings settings,
            Site site,
            Executor servletExecutor,
            Optional<Affinity> affinity)
            throws DeploymentException {
        List<Path> classPath = model.classPath().stream().map(Path::of).toList();
        WebAppClassLoader loader =
                loader(classPath, model.sharedLibs(), model.resolved().context().delegate());
        loader.application(settings.contextPath());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return deploy(model.resolved(), settings, site, servletExecutor, affinity, loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private DeployedApp deploy(
            WebAppModel model,
            ContainerSettings settings,
            Site site,
            Executor executor,
            Optional<Affinity> affinity,
            WebAppClassLoader loader)
            throws DeploymentException {
        InitWatch watch = new InitWatch();
        AppNaming naming = new AppNaming(model, loader);
        loader.names(naming::root);
        javaURLContextFactory.announce();
        Startup startup = null;
        AppWebSockets webSockets = null;
        try {
            Optional<AppRewriting> rewriting = rewriting(model, loader);
            Optional<CachedContent> cached = rewriting.isPresent() ? Optional.empty() : CachedContent.of(model);
            Blueprint blueprint =
                    new Blueprint(model, settings, loader, ResourceSets.of(model, settings.tempDir()), cached, naming);
            webSockets = blueprint.webSockets();
            DeploymentInfo deployment = blueprint.draw(executor, watch, rewriting);
            if (!site.host().isEmpty()) {
                deployment.setHostName(site.host());
            }
            startup = new Startup(
                    model,
                    watch,
                    deployment,
                    new OwnContext(settings.contextPath(), all(site, settings.contextPath())));
            startup.run(blueprint.mimeTypes(), blueprint.preliminary());
            return new UndertowApp(
                    settings.contextPath(),
                    startup.manager(),
                    inside(rewriting, cached, startup.manager().getDeployment(), settings.contextPath(), executor),
                    naming,
                    loader,
                    webSockets,
                    affinity.map(found -> blueprint.inFront(found, executor)).orElse(handler -> handler));
        } catch (Throwable e) {
            if (webSockets != null) {
                webSockets.close();
            }
            if (startup != null) {
                startup.undo();
            }
            Closing.close(naming, loader);
            RootCause.throwIfFatal(e);
            throw failed(model, settings, e);
        }
    }

    private synchronized WebAppClassLoader loader(List<Path> classPath, List<String> sharedLibs, boolean sharedFirst) {
        ClassLoader container = Deployer.class.getClassLoader();
        if (sharedLibs.isEmpty()) {
            return new WebAppClassLoader(classPath, container);
        }
        SharedLibLoader shared = this.shared.computeIfAbsent(
                sharedLibs,
                libs -> new SharedLibLoader(libs.stream().map(Path::of).toList(), container));
        return new WebAppClassLoader(classPath, shared, sharedFirst);
    }

    private static Optional<AppRewriting> rewriting(WebAppModel model, ClassLoader loader) throws DeploymentException {
        Path root = Path.of(model.root());
        return RewriteFiles.wanted(root, model.context())
                ? Optional.of(AppRewriting.of(root, model.context(), loader))
                : Optional.empty();
    }

    private static HttpHandler inside(
            Optional<AppRewriting> rewriting,
            Optional<CachedContent> cached,
            Deployment deployment,
            String contextPath,
            Executor executor) {
        if (rewriting.isPresent()) {
            return rewriting.get().before(deployment, contextPath, executor);
        }
        HttpHandler servlets = deployment.getHandler();
        return cached.map(content -> content.before(servlets)).orElse(servlets);
    }

    private static Set<String> all(Site site, String contextPath) {
        Set<String> all = new HashSet<>(site.contextPaths());
        all.add(contextPath);
        return all;
    }

    private static DeploymentException failed(WebAppModel model, ContainerSettings settings, Throwable e) {
        String name = model.displayName().isEmpty() ? model.root() : model.displayName();
        String at = settings.contextPath().isEmpty() ? "/" : settings.contextPath();
        return new DeploymentException("cannot deploy " + name + " at " + at + ": " + FailedStep.describe(e), e);
    }
}
