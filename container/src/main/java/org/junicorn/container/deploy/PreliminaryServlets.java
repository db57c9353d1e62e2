package org.junicorn.container.deploy;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junicorn.container.war.WebAppModel.ServletModel;

/**
 * Servlets that a descriptor names and maps without their class, for an initializer to complete (Servlet 6.1, 4.4.1), as
 * Jersey's does with the name of an application class. Undertow knows no such registration: initializers are given a
 * context that shows it and, when the servlet is added, gives it the descriptor's mappings and parameters.
 *
 * <p>Of one application; used by the thread that starts it.
 */
final class PreliminaryServlets {
    private static final Logger LOG = Logger.getLogger(PreliminaryServlets.class);

    private final Map<String, ServletModel> open = new LinkedHashMap<>();

    PreliminaryServlets(List<ServletModel> servlets) {
        servlets.stream().filter(PreliminaryServlets::isOne).forEach(servlet -> open.put(servlet.name(), servlet));
    }

    static boolean isOne(ServletModel servlet) {
        return servlet.enabled()
                && servlet.className().isEmpty()
                && servlet.jspFile().isEmpty()
                && !servlet.name().equals("default")
                && !servlet.name().equals("jsp");
    }

    /** The context for an initializer: the given one, if there is nothing to complete. */
    ServletContext view(ServletContext context) {
        if (open.isEmpty()) {
            return context;
        }
        InvocationHandler handler = (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "getServletRegistration" -> {
                    ServletModel servlet = open.get(arguments[0]);
                    if (servlet != null) {
                        return new Registration(servlet);
                    }
                }
                case "getServletRegistrations" -> {
                    Map<String, ServletRegistration> all = new HashMap<>(context.getServletRegistrations());
                    open.forEach((name, servlet) -> all.put(name, new Registration(servlet)));
                    return all;
                }
                case "equals" -> {
                    return arguments[0] == proxy || context.equals(arguments[0]);
                }
                default -> {
                    // the context's own answer
                }
            }
            try {
                Object result = method.invoke(context, arguments);
                if (result instanceof ServletRegistration.Dynamic added) {
                    complete(added);
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return (ServletContext)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ServletContext.class}, handler);
    }

    /** What was added otherwise, by a listener for example, is completed too; what nobody added is not served. */
    void finish(ServletContext context) {
        for (ServletModel servlet : List.copyOf(open.values())) {
            if (context.getServletRegistration(servlet.name()) instanceof ServletRegistration.Dynamic added) {
                complete(added);
            } else {
                LOG.warnf(
                        "the servlet \"%s\" has no class, and nothing has added one by that name: %s is not served",
                        servlet.name(), servlet.mappings());
            }
        }
    }

    private void complete(ServletRegistration.Dynamic added) {
        ServletModel servlet = open.remove(added.getName());
        if (servlet == null) {
            return;
        }
        added.addMapping(servlet.mappings().toArray(String[]::new));
        servlet.initParams().forEach(added::setInitParameter);
        added.setAsyncSupported(servlet.asyncSupported());
        if (servlet.loadOnStartup() != null) {
            added.setLoadOnStartup(servlet.loadOnStartup());
        }
        if (!servlet.runAs().isEmpty()) {
            added.setRunAsRole(servlet.runAs());
        }
        if (servlet.multipart() != null) {
            MultipartModel limits = servlet.multipart();
            added.setMultipartConfig(new MultipartConfigElement(
                    limits.location(), limits.maxFileSize(), limits.maxRequestSize(), limits.fileSizeThreshold()));
        }
    }

    /** One that has no class yet. It can be read, and not changed: what is set belongs to the servlet to be added. */
    private record Registration(ServletModel servlet) implements ServletRegistration {
        @Override
        public Set<String> addMapping(String... patterns) {
            throw notYet();
        }

        @Override
        public Collection<String> getMappings() {
            return servlet.mappings();
        }

        @Override
        public String getRunAsRole() {
            return servlet.runAs().isEmpty() ? null : servlet.runAs();
        }

        @Override
        public String getName() {
            return servlet.name();
        }

        /** Null says that it is preliminary. */
        @Override
        public String getClassName() {
            return null;
        }

        @Override
        public boolean setInitParameter(String name, String value) {
            throw notYet();
        }

        @Override
        public String getInitParameter(String name) {
            return servlet.initParams().get(name);
        }

        @Override
        public Set<String> setInitParameters(Map<String, String> parameters) {
            throw notYet();
        }

        @Override
        public Map<String, String> getInitParameters() {
            return servlet.initParams();
        }

        private IllegalStateException notYet() {
            return new IllegalStateException("the servlet \"" + servlet.name()
                    + "\" has no class yet; add it with ServletContext.addServlet, which returns what can be changed");
        }
    }
}
