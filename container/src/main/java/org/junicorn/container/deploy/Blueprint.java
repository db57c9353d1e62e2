package org.junicorn.container.deploy;

import io.undertow.server.HandlerWrapper;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.MimeMapping;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.ServletStackTraces;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.util.EventListener;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.junicorn.container.AppRules;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.RequestRules;
import org.junicorn.container.affinity.Affinity;
import org.junicorn.container.naming.AppNaming;
import org.junicorn.container.realm.ContextRealm;
import org.junicorn.container.route.AppRewriting;
import org.junicorn.container.security.Realm;
import org.junicorn.container.session.Sessions;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.ErrorPageModel;
import org.junicorn.container.war.WebAppModel.FilterMapping;
import org.junicorn.container.war.WebAppModel.FilterModel;
import org.junicorn.container.war.WebAppModel.InitializerModel;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.RoleLink;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.websocket.AppWebSockets;
import org.junicorn.container.websocket.EndpointsFound;

/**
 * Translates a {@link WebAppModel} into Undertow's {@link DeploymentInfo}: the one place that knows both. It loads the
 * classes that the model names, without initialising them; nothing of the application runs.
 */
final class Blueprint {
    private static final Logger LOG = Logger.getLogger(Blueprint.class);
    private static final String DEFAULT = "default";
    private static final List<String> WELCOME_FILES = List.of("index.html", "index.htm", "index.jsp");

    private final WebAppModel model;
    private final ContainerSettings settings;
    private final ClassLoader loader;
    private final AppResources resources;
    private final Optional<CachedContent> cached;
    private final Instances instances;
    private final Jsps jsps;
    private final PreliminaryServlets preliminary;
    private final AppWebSockets webSockets;
    private final Map<String, String> mimeTypes;
    private Sessions sessions;

    Blueprint(
            WebAppModel model,
            ContainerSettings settings,
            ClassLoader loader,
            AppResources resources,
            Optional<CachedContent> cached,
            AppNaming naming) {
        this.model = model;
        this.settings = settings;
        this.loader = loader;
        this.resources = resources;
        this.cached = cached;
        this.instances = new Instances(naming, !model.metadataComplete());
        this.jsps = new Jsps(model.jsp(), loader, resources, instances);
        this.webSockets = new AppWebSockets(instances, loader);
        this.preliminary = new PreliminaryServlets(model.servlets());
        this.mimeTypes = MimeTypes.with(model.mimeMappings());
    }

    /** Servlets that the application completes while it starts. */
    PreliminaryServlets preliminary() {
        return preliminary;
    }

    /** What sends requests on whose session another worker has. After {@link #draw}. */
    HandlerWrapper inFront(Affinity affinity, Executor executor) {
        return sessions.inFront(affinity, executor);
    }

    AppWebSockets webSockets() {
        return webSockets;
    }

    /** Extensions in lower case, and nothing that Undertow knows beyond them. */
    Map<String, String> mimeTypes() {
        return mimeTypes;
    }

    /** @throws DeploymentException if the model asks for what cannot be had, such as the class of a filter */
    DeploymentInfo draw(Executor executor, InitWatch watch, Optional<AppRewriting> rewriting)
            throws DeploymentException {
        DeploymentInfo deployment = new DeploymentInfo();
        context(deployment);
        RequestRules rules = settings.rules();
        deployment.setExecutor(executor).setAsyncExecutor(executor);
        deployment.addLifecycleInterceptor(watch);
        deployment.setExceptionHandler(new Failures());
        sessions = SessionMapping.apply(model, settings.sessions(), deployment);
        for (ServletModel servlet : model.servlets()) {
            if (servlet.enabled() && !PreliminaryServlets.isOne(servlet)) {
                deployment.addServlet(servlet(servlet));
            }
        }
        builtInServlets(deployment);
        for (FilterModel filter : model.filters()) {
            deployment.addFilter(filter(filter));
        }
        model.filterMappings().forEach(mapping -> map(mapping, deployment));
        deployment.addListener(new ListenerInfo(InitWatch.class, new ImmediateInstanceFactory<>(watch)));
        for (String listener : model.listeners()) {
            Class<? extends EventListener> type = load(listener, EventListener.class, "the listener");
            deployment.addListener(new ListenerInfo(type, instances.createInstanceFactory(type)));
        }
        for (String listener : model.jsp().listeners()) {
            if (!model.listeners().contains(listener)) {
                Class<? extends EventListener> type = load(listener, EventListener.class, "the tag library's listener");
                deployment.addListener(new ListenerInfo(type, instances.createInstanceFactory(type), true));
            }
        }
        for (InitializerModel initializer : model.initializers()) {
            deployment.addServletContainerInitializer(initializer(initializer));
        }
        errorPages(deployment);
        FormLimits forms = new FormLimits(rules.limits());
        Realm realm = settings.realm();
        if (model.context().part("Realm").isPresent()) { // asked here: most have none, and load none of its classes
            realm = ContextRealm.of(model.context(), settings.realm(), settings.contextPath());
            deployment.addListener(
                    new ListenerInfo(RealmEnd.class, new ImmediateInstanceFactory<>(new RealmEnd(realm.identities()))));
        }
        SecurityMapping.apply(
                model,
                realm,
                settings.rules().limits().savedBytes(),
                forms,
                settings.tls().redirectPort(),
                deployment);
        rewriting.ifPresent(found -> found.install(deployment));
        // The wrapper added last is the outermost.
        ResponseRules responses = new ResponseRules(
                ContextMapping.sameSite(model.context()), !rules.app().specification());
        deployment.addOuterHandlerChainWrapper(next -> new RequestShaping(forms, responses, next));
        deployment.addInnerHandlerChainWrapper(next -> new Availability(watch, next));
        deployment.addInnerHandlerChainWrapper(Dispatches::new);
        ContextMapping.apply(model.context(), deployment);
        webSockets.install(deployment);
        if (settings.inline()) {
            Authentication.replace(deployment);
        }
        return deployment;
    }

    private void context(DeploymentInfo deployment) {
        AppRules rules = settings.rules().app();
        String path = settings.contextPath();
        deployment
                .setDeploymentName(path.isEmpty() ? "/" : path)
                .setDisplayName(model.displayName().isEmpty() ? null : model.displayName())
                .setContextPath(path)
                .setClassLoader(loader)
                .setResourceManager(resources)
                .setClassIntrospecter(jsps)
                .setTempDir(settings.tempDir())
                .setMajorVersion(model.majorVersion())
                .setMinorVersion(model.minorVersion())
                .setContainerMajorVersion(6)
                .setContainerMinorVersion(1)
                .setServerName(or(rules.serverInfo(), serverInfo()))
                .setHostName("localhost")
                .setServletStackTraces(ServletStackTraces.NONE)
                // As Tomcat, which does not ask where a request or response wrapper comes from.
                .setAllowNonStandardWrappers(!rules.specification())
                .setDefaultRequestEncoding(encoding(model.requestCharacterEncoding(), rules))
                .setDefaultResponseEncoding(encoding(model.responseCharacterEncoding(), rules));
        ContextMapping.parameters(model).forEach(deployment::addInitParameter);
        model.localeEncodings().forEach(deployment::addLocaleCharsetMapping);
        mimeTypes.forEach((extension, type) -> deployment.addMimeMapping(new MimeMapping(extension, type)));
        for (String file : model.welcomeFiles().isEmpty() ? WELCOME_FILES : model.welcomeFiles()) {
            deployment.addWelcomePage(file.replaceFirst("^/+", ""));
        }
        if (model.orderedLibs() != null) {
            deployment.addServletContextAttribute(ServletContext.ORDERED_LIBS, model.orderedLibs());
        }
    }

    private static String serverInfo() {
        String version = Blueprint.class.getPackage().getImplementationVersion();
        return "Junicorn/" + (version == null ? "dev" : version);
    }

    /** @return null where Servlet 6.1 leaves it at ISO-8859-1 (3.12, 5.6), with {@code getCharacterEncoding} null */
    private static String encoding(String declared, AppRules rules) {
        String otherwise = or(rules.charset(), rules.specification() ? "" : "UTF-8");
        String encoding = or(declared, otherwise);
        return encoding.isEmpty() ? null : encoding;
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private ServletInfo servlet(ServletModel model) throws DeploymentException {
        ServletInfo servlet = implementation(model);
        mappings(model).forEach(servlet::addMapping);
        model.initParams().forEach(servlet::addInitParam);
        servlet.setAsyncSupported(model.asyncSupported());
        servlet.setLoadOnStartup(model.loadOnStartup());
        if (!model.runAs().isEmpty()) {
            servlet.setRunAs(model.runAs());
        }
        for (RoleLink link : model.roleLinks()) {
            servlet.addSecurityRoleRef(link.name(), link.role());
        }
        if (model.multipart() != null) {
            MultipartModel limits = model.multipart();
            servlet.setMultipartConfig(new MultipartConfigElement(
                    limits.location(), limits.maxFileSize(), limits.maxRequestSize(), limits.fileSizeThreshold()));
        }
        if (model.security() != null) {
            SecurityMapping.apply(
                    model.security(),
                    SecurityMapping.allRolesMeanEverybody(this.model),
                    settings.tls().redirectPort(),
                    servlet);
        }
        return servlet;
    }

    private ServletInfo implementation(ServletModel servlet) {
        if (Jsps.owns(servlet)) {
            return jsps.servlet(servlet);
        }
        if (isDefault(servlet)) {
            return instance(servlet.name(), new DefaultServlet(resources, cached))
                    .setRequireWelcomeFileMapping(true);
        }
        Optional<String> refusal = TomcatServlets.refusal(servlet.className());
        if (refusal.isPresent()) {
            return instance(servlet.name(), new UnavailableServlet(refusal.get(), null));
        }
        try {
            Class<? extends Servlet> type = load(servlet.className(), Servlet.class, "the servlet's class");
            return new ServletInfo(servlet.name(), type, jsps.servletFactory(type));
        } catch (DeploymentException e) {
            // As on Tomcat: the rest of the application is none the worse for it, and this servlet answers 404.
            return instance(servlet.name(), new UnavailableServlet(e.getMessage(), e.getCause()));
        }
    }

    private static boolean isDefault(ServletModel servlet) {
        return TomcatServlets.isDefault(servlet.className())
                || servlet.className().isEmpty() && servlet.name().equals(DEFAULT);
    }

    /**
     * Without "/" for the default servlet by that name, as Tomcat's own descriptor has it: what nothing else matches
     * reaches it anyway, and "/" must stay free for those that map a servlet there while the application starts.
     */
    private List<String> mappings(ServletModel servlet) {
        List<String> mappings = jsps.unclaimed(servlet);
        return isDefault(servlet) && servlet.name().equals(DEFAULT)
                ? mappings.stream().filter(pattern -> !pattern.equals("/")).toList()
                : mappings;
    }

    private static ServletInfo instance(String name, HttpServlet servlet) {
        return new ServletInfo(name, servlet.getClass(), new ImmediateInstanceFactory<>(servlet));
    }

    /**
     * "default" and "jsp" as Tomcat's conf/web.xml has them, unless the application has its own. "default" gets no
     * mapping: what nothing else matches reaches it anyway, and "/" must stay free for those that map a servlet there
     * while the application starts, as Spring does.
     */
    private void builtInServlets(DeploymentInfo deployment) {
        if (!deployment.getServlets().containsKey(DEFAULT)) {
            deployment.addServlet(instance(DEFAULT, new DefaultServlet(resources, cached))
                    .setAsyncSupported(true)
                    .setRequireWelcomeFileMapping(true));
        }
        jsps.install(deployment);
    }

    private FilterInfo filter(FilterModel model) throws DeploymentException {
        Class<? extends Filter> type = load(model.className(), Filter.class, "filter \"" + model.name() + "\":");
        FilterInfo filter = new FilterInfo(model.name(), type, instances.createInstanceFactory(type));
        model.initParams().forEach(filter::addInitParam);
        return filter.setAsyncSupported(model.asyncSupported());
    }

    private static void map(FilterMapping mapping, DeploymentInfo deployment) {
        List<String> names = mapping.dispatchers().isEmpty() ? List.of("REQUEST") : mapping.dispatchers();
        for (String name : names) {
            DispatcherType dispatcher = DispatcherType.valueOf(name);
            mapping.urlPatterns().forEach(p -> deployment.addFilterUrlMapping(mapping.filter(), p, dispatcher));
            mapping.servletNames()
                    .forEach(s -> deployment.addFilterServletNameMapping(mapping.filter(), s, dispatcher));
        }
    }

    private ServletContainerInitializerInfo initializer(InitializerModel model) throws DeploymentException {
        if (model.className().equals(InitializerModel.WEB_SOCKETS)) {
            return new ServletContainerInitializerInfo(
                    EndpointsFound.class,
                    () -> new ImmediateInstanceHandle<>(
                            named(EndpointsFound::new, "the WebSocket endpoints cannot be deployed")),
                    candidates(model));
        }
        Class<? extends ServletContainerInitializer> type =
                load(model.className(), ServletContainerInitializer.class, "the initializer");
        return new ServletContainerInitializerInfo(
                type,
                () -> new ImmediateInstanceHandle<>(named(
                        () -> {
                            ServletContainerInitializer made =
                                    type.getDeclaredConstructor().newInstance();
                            return (types, context) -> made.onStartup(types, ContextFacade.of(context, type));
                        },
                        "the initializer " + type.getName() + " failed")),
                candidates(model));
    }

    /** Made without the annotations of components, which it is not, and named when it fails. */
    private ServletContainerInitializer named(Callable<? extends ServletContainerInitializer> made, String failure) {
        return (types, context) -> {
            try {
                made.call().onStartup(types, preliminary.view(context));
            } catch (Exception | Error e) {
                RootCause.throwIfFatal(e);
                throw new StepFailedException(failure, e);
            }
        };
    }

    /** @return null if none matches, as Servlet 6.1, 8.2.4 wants it */
    private Set<Class<?>> candidates(InitializerModel model) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : model.types()) {
            try {
                classes.add(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debugf("%s is not given to %s: %s", name, model.className(), e);
            }
        }
        return classes.isEmpty() ? null : classes;
    }

    /** The first of several for the same error counts, as on Tomcat. */
    private void errorPages(DeploymentInfo deployment) {
        Set<String> seen = new HashSet<>();
        for (ErrorPageModel page : model.errorPages()) {
            if (!seen.add(page.code() + page.exception())) {
                continue;
            }
            if (page.code() != 0) {
                deployment.addErrorPage(new ErrorPage(page.location(), page.code()));
            } else if (page.exception().isEmpty()) {
                deployment.addErrorPage(new ErrorPage(page.location()));
            } else {
                try {
                    Class<? extends Throwable> type = load(page.exception(), Throwable.class, "the exception");
                    deployment.addErrorPage(new ErrorPage(page.location(), type));
                } catch (DeploymentException e) {
                    LOG.warnf("the error page %s is never shown: %s", page.location(), e.getMessage());
                }
            }
        }
        if (seen.add("0")) {
            ErrorReportServlet.install(deployment);
        }
    }

    private <T> Class<? extends T> load(String name, Class<T> expected, String what) throws DeploymentException {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new DeploymentException(
                    what + " " + name + " is not in the application: no such class in WEB-INF/classes or WEB-INF/lib"
                            + (name.startsWith("org.apache.catalina.")
                                    ? ", and this class of Tomcat is not part of this server"
                                    : ""),
                    e);
        } catch (LinkageError e) {
            throw new DeploymentException(what + " " + name + " cannot be loaded: " + RootCause.line(e), e);
        }
        if (!expected.isAssignableFrom(type)) {
            throw new DeploymentException(what + " " + name + " is not a " + expected.getName());
        }
        return type.asSubclass(expected);
    }
}
