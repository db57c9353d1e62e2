package org.junicorn.container.deploy;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.ClassIntrospecter;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.InstanceFactory;
import io.undertow.servlet.api.InstanceHandle;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junicorn.container.jsp.JspEngine;
import org.junicorn.container.jsp.LateJspFactory;
import org.junicorn.container.war.JspModel;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.WebAppModel.ServletModel;

/**
 * The JSPs of one application: which servlets and patterns are theirs, and the engine, which is started when the first
 * of them is needed. It also makes the application's components, since a servlet may turn out to be a compiled page.
 */
final class Jsps implements ClassIntrospecter, ServletExtension {
    /** The name under which applications know the servlet of Tomcat, and Undertow asks for one. */
    private static final String SERVLET = "org.apache.jasper.servlet.JspServlet";

    private static final String NAME = "jsp";
    private static final List<String> PATTERNS = List.of("*.jsp", "*.jspx");

    private final JspModel model;
    private final ClassLoader loader;
    private final AppResources resources;
    private final Instances instances;
    private List<String> welcomeFiles = List.of();
    private String groupServlet = NAME;
    private ServletContext context;
    private JspEngine engine;

    Jsps(JspModel model, ClassLoader loader, AppResources resources, Instances instances) {
        this.model = model;
        this.loader = loader;
        this.resources = resources;
        this.instances = instances;
    }

    /** Whether the servlet is a page, or the servlet for pages. */
    static boolean owns(ServletModel servlet) {
        return !servlet.jspFile().isEmpty()
                || servlet.className().equals(SERVLET)
                || servlet.className().isEmpty() && servlet.name().equals(NAME);
    }

    ServletInfo servlet(ServletModel servlet) {
        return servlet(servlet.name(), servlet.jspFile())
                .setRequireWelcomeFileMapping(servlet.jspFile().isEmpty());
    }

    private ServletInfo servlet(String name, String file) {
        return new ServletInfo(
                name, JspServlet.class, new ImmediateInstanceFactory<>(new JspServlet(this, resources, file)));
    }

    /**
     * Adds the servlet "jsp" as Tomcat's conf/web.xml has it, the patterns of the property groups and what {@code
     * getJspConfigDescriptor} returns.
     *
     * @param deployment has all servlets of the application
     */
    void install(DeploymentInfo deployment) {
        welcomeFiles = List.copyOf(deployment.getWelcomePages());
        deployment.addServletExtension(this);
        if (!deployment.getServlets().containsKey(NAME)) {
            deployment.addServlet(servlet(NAME, "").setRequireWelcomeFileMapping(true));
        }
        ServletInfo jsp = deployment.getServlets().get(NAME);
        boolean ours =
                jsp.getServletClass() == JspServlet.class || jsp.getMappings().isEmpty();
        if (model.configured()) {
            deployment.setJspConfigDescriptor(new JspConfig(model));
            ServletInfo target = deployment.getServlets().getOrDefault(groupServlet, jsp);
            propertyGroups().forEach(target::addMapping);
        }
        if (ours) {
            Set<String> taken = new HashSet<>();
            for (ServletInfo servlet : deployment.getServlets().values()) {
                taken.addAll(servlet.getMappings());
            }
            for (String pattern : PATTERNS) {
                if (!taken.contains(pattern)) {
                    jsp.addMapping(pattern);
                }
            }
        }
    }

    /**
     * The mappings of a servlet without those that belong to a property group: it wins over an equal pattern (Jakarta
     * Pages 4.0, 3.3), and goes to the servlet of "*.jsp", which is "jsp" unless the application has its own.
     */
    List<String> unclaimed(ServletModel servlet) {
        if (servlet.mappings().contains(PATTERNS.get(0))) {
            groupServlet = servlet.name();
        }
        if (model.groups().isEmpty()) {
            return servlet.mappings();
        }
        List<String> mappings = new ArrayList<>(servlet.mappings());
        mappings.removeAll(propertyGroups());
        return mappings;
    }

    private Set<String> propertyGroups() {
        Set<String> patterns = new LinkedHashSet<>();
        for (PropertyGroupModel group : model.groups()) {
            patterns.addAll(group.urlPatterns());
        }
        return patterns;
    }

    /** As {@link Instances#servletFactory}. */
    InstanceFactory<Servlet> servletFactory(Class<? extends Servlet> type) {
        InstanceFactory<Servlet> factory = instances.servletFactory(type);
        return precompiled(type) ? new CompiledPages<>(factory) : factory;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> InstanceFactory<T> createInstanceFactory(Class<T> type) throws NoSuchMethodException {
        if (type.getName().equals(SERVLET)) {
            // Undertow takes it for a servlet, and nothing more.
            return () -> (ImmediateInstanceHandle<T>)
                    new ImmediateInstanceHandle<Servlet>(new JspServlet(this, resources, ""));
        }
        InstanceFactory<T> factory = instances.createInstanceFactory(type);
        return precompiled(type) ? new CompiledPages<>(factory) : factory;
    }

    /** By name, so that the class is not loaded for those that are no pages. */
    private static boolean precompiled(Class<?> type) {
        for (Class<?> c = type.getSuperclass(); c != null; c = c.getSuperclass()) {
            if (c.getName().equals("org.apache.jasper.runtime.HttpJspBase")) {
                return true;
            }
        }
        return false;
    }

    /** Called by Undertow before anything of the application runs. */
    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext servletContext) {
        context = servletContext;
        if (model.used()) {
            LateJspFactory.announce();
        }
    }

    List<String> welcomeFiles() {
        return welcomeFiles;
    }

    /** The first call starts it. */
    synchronized JspEngine engine() throws ServletException {
        if (engine == null) {
            engine = new JspEngine(model, loader, new Components(instances), context);
        }
        return engine;
    }

    /** Starts the engine before the first instance of a page that the application brings compiled. */
    private final class CompiledPages<T> implements InstanceFactory<T> {
        private final InstanceFactory<T> pages;

        CompiledPages(InstanceFactory<T> pages) {
            this.pages = pages;
        }

        @Override
        public InstanceHandle<T> createInstance() throws InstantiationException {
            try {
                engine();
            } catch (ServletException e) {
                InstantiationException failure = new InstantiationException("the JSP engine does not start");
                failure.initCause(e);
                throw failure;
            }
            return pages.createInstance();
        }
    }
}
