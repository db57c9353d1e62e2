package org.junicorn.container.route;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.catalina.valves.rewrite.RewriteMap;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.RewriteFiles;

/**
 * What an application brings to rewrite its requests: {@code WEB-INF/undertow-handlers.conf}, and {@code
 * WEB-INF/rewrite.config} if its context.xml has Tomcat's RewriteValve.
 */
public final class AppRewriting {
    private final Optional<Handlers> handlers;
    private final Optional<RewriteRules> rules;

    private AppRewriting(Optional<Handlers> handlers, Optional<RewriteRules> rules) {
        this.handlers = handlers;
        this.rules = rules;
    }

    /**
     * Reads the files for their faults; loads no class of the application.
     *
     * @param app its folder
     * @throws InvalidAppException naming file and line
     */
    public static void check(Path app, ContextModel context) throws InvalidAppException {
        try {
            read(app, context, name -> new NoMap());
        } catch (DeploymentException e) {
            throw new InvalidAppException(e.getMessage(), e);
        }
    }

    /**
     * Reads the files.
     *
     * @param loader of the application's classes
     * @throws DeploymentException naming file and line
     */
    public static AppRewriting of(Path app, ContextModel context, ClassLoader loader) throws DeploymentException {
        return read(app, context, name -> Class.forName(name, true, loader)
                .asSubclass(RewriteMap.class)
                .getConstructor()
                .newInstance());
    }

    private static AppRewriting read(Path app, ContextModel context, RewriteRules.Maps maps)
            throws DeploymentException {
        try {
            Optional<Handlers> handlers = RewriteFiles.hasHandlers(app)
                    ? Optional.of(
                            Handlers.parse(RewriteFiles.HANDLERS, Files.readString(app.resolve(RewriteFiles.HANDLERS))))
                    : Optional.empty();
            Optional<RewriteRules> rules = RewriteFiles.hasRules(app, context)
                    ? Optional.of(RewriteRules.parse(
                            RewriteFiles.CONFIG, Files.readAllLines(app.resolve(RewriteFiles.CONFIG)), app, maps))
                    : Optional.empty();
            return new AppRewriting(handlers, rules);
        } catch (IOException e) {
            throw new DeploymentException("the application's rules cannot be read: " + e, e);
        }
    }

    /** Adds what answers for the rules inside of the deployment. Before its response is made one of Tomcat's kind. */
    public void install(DeploymentInfo deployment) {
        if (rules.isPresent()) {
            deployment.addOuterHandlerChainWrapper(RewriteOutcome::before);
        }
    }

    /** Puts the rules in front of a deployment, behind what takes the context path off. */
    public HttpHandler before(Deployment deployment, String contextPath, Executor executor) {
        HttpHandler next = deployment.getHandler();
        if (rules.isPresent()) {
            next = new Rewriter(rules.get(), deployment, contextPath, executor, next);
        }
        return handlers.isPresent() ? handlers.get().before(next) : next;
    }

    /** In place of a map of the application, whose classes are not loaded while it is prepared. */
    private static final class NoMap implements RewriteMap {
        @Override
        public String setParameters(String parameters) {
            return null;
        }

        @Override
        public void setParameters(String... parameters) {}

        @Override
        public String lookup(String key) {
            return null;
        }
    }
}
