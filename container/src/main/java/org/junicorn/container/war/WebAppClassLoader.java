package org.junicorn.container.war;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.naming.Context;

/**
 * Loads an application. The JDK comes first and cannot be replaced; then the specifications' packages, which are the
 * container's where the container has them (Servlet 6.1, 10.7.2); then the application itself. Everything else of the
 * container, its libraries, their resources and their {@code META-INF/services}, is invisible, so that an application
 * may bring any version of the same libraries, or none (Tomcat: class loader order with {@code delegate="false"}).
 *
 * <p>Between the application and the rest may stand libraries that all applications share, see {@link SharedLibLoader};
 * with {@code delegate="true"} they come before the application.
 *
 * <p>{@link #getParent()} is a view of the JDK and the specifications, not the container's loader.
 *
 * <p>May be used by any number of threads; {@link #close()} closes the jars.
 */
public final class WebAppClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /**
     * Weld and others bring extensions for servers that embed Undertow openly. Undertow asks the application for them;
     * they need classes that are hidden here, and Tomcat does not know them either.
     */
    private static final String EXTENSIONS = "META-INF/services/io.undertow.servlet.ServletExtension";

    private final SpecificationLoader outside;
    private final ClassLoader parent;
    private final boolean parentFirst;
    private volatile Supplier<Context> names;
    private volatile String application = "";

    /**
     * @param classPath jars and folders in search order, as in {@link WebAppModel#classPath()}
     * @param container the loader of the specifications' classes that the container itself uses
     */
    public WebAppClassLoader(List<Path> classPath, ClassLoader container) {
        this(classPath, new SpecificationLoader(container));
    }

    /** @param shared where classes are looked for that the application does not have */
    public WebAppClassLoader(List<Path> classPath, SharedLibLoader shared) {
        this(classPath, shared, false);
    }

    /**
     * @param shared where classes are looked for, too
     * @param sharedFirst whether there before in the application (Tomcat: {@code delegate="true"})
     */
    public WebAppClassLoader(List<Path> classPath, SharedLibLoader shared, boolean sharedFirst) {
        super(urls(classPath), shared);
        this.outside = shared.outside();
        this.parent = shared;
        this.parentFirst = sharedFirst;
    }

    private WebAppClassLoader(List<Path> classPath, SpecificationLoader outside) {
        super(urls(classPath), outside);
        this.outside = outside;
        this.parent = outside;
        this.parentFirst = false; // it has no classes of an application's
    }

    /** Tells which application it is, for logs. */
    public void application(String contextPath) {
        application = contextPath.isEmpty() ? "/" : contextPath;
    }

    /** The path of the application, {@code /} or {@code /name}; empty as long as nobody has told. */
    public String application() {
        return application;
    }

    /**
     * Gives the application its names below {@code java:}.
     *
     * @param names asked each time; null when the application has ended
     */
    public void names(Supplier<Context> names) {
        this.names = names;
    }

    /** What {@code new InitialContext()} shows to the application; empty if there is nothing. */
    public Optional<Context> names() {
        Supplier<Context> given = names;
        return given == null ? Optional.empty() : Optional.of(given.get());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = find(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> find(String name) throws ClassNotFoundException {
        if (outsideFirst(name)) {
            try {
                return outside.loadClass(name, false);
            } catch (ClassNotFoundException e) {
                // An API that the container does not provide, or a class that an application adds to such a package.
                return own(name);
            }
        }
        return own(name);
    }

    private Class<?> own(String name) throws ClassNotFoundException {
        try {
            return parentFirst ? parent.loadClass(name) : findClass(name);
        } catch (ClassNotFoundException e) {
            return parentFirst ? findClass(name) : parent.loadClass(name);
        }
    }

    /** In the order in which classes are looked for. */
    @Override
    public URL getResource(String name) {
        if (outsideFirst(classNameOf(name))) {
            URL found = outside.getResource(name);
            if (found != null) {
                return found;
            }
        }
        URL found = parentFirst ? parent.getResource(name) : findResource(name);
        if (found != null) {
            return found;
        }
        return parentFirst ? findResource(name) : parent.getResource(name);
    }

    /** In the order of {@link #getResource}; of a specification's class only the one that would be loaded. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (name.equals(EXTENSIONS)) {
            return Collections.emptyEnumeration();
        }
        List<URL> found = new ArrayList<>();
        if (outsideFirst(classNameOf(name))) {
            found.addAll(Collections.list(outside.getResources(name)));
        }
        if (found.isEmpty()) {
            found.addAll(Collections.list(parentFirst ? parent.getResources(name) : findResources(name)));
            found.addAll(Collections.list(parentFirst ? findResources(name) : parent.getResources(name)));
        }
        return Collections.enumeration(found);
    }

    private boolean outsideFirst(String name) {
        return outside.isJdk(name) || SpecificationLoader.isSpecification(name);
    }

    /** The class whose file the resource is, or "" if it is something else. */
    private static String classNameOf(String resource) {
        return resource.endsWith(".class")
                ? resource.substring(0, resource.length() - 6).replace('/', '.')
                : "";
    }

    static URL[] urls(List<Path> classPath) {
        URL[] urls = new URL[classPath.size()];
        for (int i = 0; i < urls.length; i++) {
            try {
                urls[i] = classPath.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("not a class path entry: " + classPath.get(i), e);
            }
        }
        return urls;
    }
}
