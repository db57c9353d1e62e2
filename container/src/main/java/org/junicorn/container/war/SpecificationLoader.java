package org.junicorn.container.war;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The parent of an application's class loader: the JDK, the packages of the specifications and those classes of Tomcat
 * that descriptors name, and nothing else of the container. An application that walks up its loaders meets this one, so
 * it cannot reach our libraries by accident.
 */
final class SpecificationLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** JNDI asks for it with the application's loader. */
    private static final String NAMES = "org.junicorn.container.naming.java.javaURLContextFactory";

    /** What the WebSocket API looks for with the application's loader, by the service files below. */
    private static final Set<String> WEB_SOCKET_PROVIDERS = Set.of(
            "org.junicorn.container.websocket.ClientContainers",
            "io.undertow.websockets.jsr.DefaultContainerConfigurator");

    private static final Map<String, String> WEB_SOCKET_SERVICES = Map.of(
            "META-INF/services/jakarta.websocket.ContainerProvider",
            "org/junicorn/container/websocket/jakarta.websocket.ContainerProvider",
            "META-INF/services/jakarta.websocket.server.ServerEndpointConfig$Configurator",
            "org/junicorn/container/websocket/jakarta.websocket.server.ServerEndpointConfig$Configurator");

    private final ClassLoader container;
    private final Set<String> jdkPackages = new HashSet<>();
    private final Set<String> toolPackages = new HashSet<>();

    SpecificationLoader(ClassLoader container) {
        super(ClassLoader.getPlatformClassLoader());
        this.container = container;
        ClassLoader tools = ClassLoader.getSystemClassLoader();
        for (Module module : ModuleLayer.boot().modules()) {
            // The compiler, the attach interface and their like live in the loader of the class path; on Tomcat an
            // application sees them too.
            (module.getClassLoader() == tools ? toolPackages : jdkPackages).addAll(module.getPackages());
        }
    }

    /** Whether the class lies in a package of the JDK, which an application never replaces. */
    boolean isJdk(String className) {
        return className.startsWith("java.") || jdkPackages.contains(packageOf(className));
    }

    /**
     * Whether the container's class comes before one that the application brings: it belongs to a specification that the
     * container provides (Servlet 6.1, 10.7.2), or is one that Tomcat too takes from itself. JSTL does not: its API is
     * part of the library that the application brings.
     */
    static boolean isSpecification(String className) {
        return className.startsWith("jakarta.")
                        && (className.startsWith("jakarta.servlet.")
                                        && !className.startsWith("jakarta.servlet.jsp.jstl.")
                                || className.startsWith("jakarta.annotation.")
                                || className.startsWith("jakarta.el.")
                                || className.startsWith("jakarta.websocket."))
                || className.equals(NAMES)
                || isJspRuntime(className)
                || WEB_SOCKET_PROVIDERS.contains(className)
                || isTomcatFilter(className);
    }

    /**
     * Whether it is a filter that a web.xml written for Tomcat may name, the logging interface that its subclasses in
     * the application have to implement a method with, or the one of maps of a rewrite.config. Also if the application brings a whole Tomcat: so does Tomcat's
     * own loader, and a filter of another version would need the rest of that version.
     */
    private static boolean isTomcatFilter(String className) {
        return className.startsWith("org.apache.")
                && (className.startsWith("org.apache.catalina.filters.")
                        || className.equals("org.apache.catalina.valves.rewrite.RewriteMap")
                        || className.startsWith("org.apache.juli.logging."));
    }

    /**
     * Whether compiled pages need the class, those that an application brings ready compiled too; or whether it is the
     * EL implementation, which the API looks for with the application's loader. Tomcat as well takes them from itself.
     */
    private static boolean isJspRuntime(String className) {
        return className.startsWith("org.apache.")
                && (className.startsWith("org.apache.el.")
                        || className.startsWith("org.apache.jasper.runtime.")
                        || className.startsWith("org.apache.jasper.el.")
                        || className.startsWith("org.apache.jasper.tagplugins.")
                        || className.startsWith("org.apache.jasper.compiler.tagplugin.")
                        || className.equals("org.apache.jasper.JasperException")
                        || className.equals("org.apache.tomcat.InstanceManager")
                        // The name by which applications and addJspFile ask for the JSP servlet.
                        || className.equals("org.apache.jasper.servlet.JspServlet"));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isSpecification(name)) {
            return container.loadClass(name);
        }
        if (toolPackages.contains(packageOf(name))) {
            return ClassLoader.getSystemClassLoader().loadClass(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public URL getResource(String name) {
        String service = WEB_SOCKET_SERVICES.get(name);
        if (service != null) {
            return container.getResource(service);
        }
        return isSpecification(asClass(name)) ? container.getResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (WEB_SOCKET_SERVICES.containsKey(name) || isSpecification(asClass(name))) {
            URL found = getResource(name);
            return found == null ? Collections.emptyEnumeration() : Collections.enumeration(Set.of(found));
        }
        return super.getResources(name);
    }

    private static String asClass(String resource) {
        String file = resource.endsWith(".class") ? resource.substring(0, resource.length() - 6) : resource;
        return file.replace('/', '.');
    }

    private static String packageOf(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }
}
