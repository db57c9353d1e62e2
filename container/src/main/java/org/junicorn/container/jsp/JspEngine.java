package org.junicorn.container.jsp;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.jsp.JspFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.runtime.JspFactoryImpl;
import org.apache.jasper.servlet.JspServlet;
import org.apache.juli.logging.LogFactory;
import org.apache.tomcat.InstanceManager;
import org.junicorn.container.war.JspModel;

/** Jasper for one application. Made when the first page, or a servlet that was one, is asked for. Any thread. */
public final class JspEngine {
    private static final String LOCK = CompileLock.class.getName();

    private final JspModel model;
    private final ClassLoader loader;

    /**
     * Gives the application what compiled pages look for.
     *
     * @param loader the application's
     * @throws ServletException if the folder for compiled pages cannot be made
     */
    public JspEngine(JspModel model, ClassLoader loader, PageObjects objects, ServletContext context)
            throws ServletException {
        this.model = model;
        this.loader = loader;
        factory();
        Path folder = Path.of(model.workDir());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new ServletException("the folder for compiled JSPs, " + folder + ", cannot be made: " + e, e);
        }
        context.setAttribute(InstanceManager.class.getName(), new PageObjectsAdapter(objects, loader));
        context.setAttribute(TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME, new PreparedTlds(context, model.tlds()));
        context.setAttribute(LOCK, new CompileLock(folder.resolve(".lock")));
    }

    /**
     * Makes Jasper's servlet for a configuration.
     *
     * @param file the page that the servlet is; "" for whatever page is asked for
     * @return initialised; with a file, the page is compiled and initialised too
     * @throws ServletException what the page threw, or why it does not compile
     */
    public JspServlet servlet(ServletConfig config, String file) throws ServletException {
        Map<String, String> fixed = new HashMap<>();
        fixed.put("compilerClassName", SharedCompiler.class.getName());
        fixed.put("engineOptionsClass", null);
        if (!file.isEmpty()) {
            fixed.put("jspFile", file);
        }
        JspServlet servlet = new JspServlet();
        // Jasper takes the loader of compiled pages' parent from the thread.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            servlet.init(new JasperConfig(config, fixed, Map.of("scratchdir", model.workDir())));
        } finally {
            thread.setContextClassLoader(before);
        }
        return servlet;
    }

    static CompileLock lock(ServletContext context) {
        return (CompileLock) context.getAttribute(LOCK);
    }

    /** Jasper's factory. The first call starts Jasper in this JVM. */
    static synchronized JspFactory factory() {
        JspFactory present = JspFactory.getDefaultFactory();
        if (present instanceof JspFactoryImpl) {
            return present;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Tomcat's logging looks for JasperLog with it, once for all applications.
        thread.setContextClassLoader(JspEngine.class.getClassLoader());
        try {
            LogFactory.getFactory();
        } finally {
            thread.setContextClassLoader(before);
        }
        JspFactory factory = new JspFactoryImpl();
        JspFactory.setDefaultFactory(factory);
        return factory;
    }
}
