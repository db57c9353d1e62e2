package org.junicorn.container.war;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;

/**
 * The parent of an application's class loader: the JDK and the packages of the specifications, and nothing else of the
 * container. An application that walks up its loaders meets this one, so it cannot reach our libraries by accident.
 */
final class SpecificationLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

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
     * Whether the class belongs to a specification that the container provides (Servlet 6.1, 10.7.2). JSTL does not: its
     * API is part of the library that the application brings.
     */
    static boolean isSpecification(String className) {
        return className.startsWith("jakarta.")
                && (className.startsWith("jakarta.servlet.") && !className.startsWith("jakarta.servlet.jsp.jstl.")
                        || className.startsWith("jakarta.annotation.")
                        || className.startsWith("jakarta.el.")
                        || className.startsWith("jakarta.websocket."));
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
        return isSpecification(name.replace('/', '.')) ? container.getResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (isSpecification(name.replace('/', '.'))) {
            URL found = container.getResource(name);
            return found == null ? Collections.emptyEnumeration() : Collections.enumeration(Set.of(found));
        }
        return super.getResources(name);
    }

    private static String packageOf(String className) {
        int dot = className.lastIndexOf('.');
        return dot < 0 ? "" : className.substring(0, dot);
    }
}
