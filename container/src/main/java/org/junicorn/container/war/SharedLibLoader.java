package org.junicorn.container.war;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the libraries that all applications share, once for all of them; an application's own classes come before them
 * (Tomcat: {@code shared.loader}). They see the JDK and the specifications, and neither the container nor the application.
 */
public final class SharedLibLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final SpecificationLoader outside;

    /**
     * @param classPath jars and folders in search order, as in {@link WebAppModel#sharedLibs()}
     * @param container the loader of the specifications' classes that the container itself uses
     */
    public SharedLibLoader(List<Path> classPath, ClassLoader container) {
        this(classPath, new SpecificationLoader(container));
    }

    private SharedLibLoader(List<Path> classPath, SpecificationLoader outside) {
        super(WebAppClassLoader.urls(classPath), outside);
        this.outside = outside;
    }

    SpecificationLoader outside() {
        return outside;
    }
}
