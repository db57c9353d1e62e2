package org.junicorn.container.deploy;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The container as pages of a converted application see it where the API of its workers is not on the class path:
 * class files, which the compiler reads, come from that API; classes that the compiler needs to run are the container's,
 * and from that API only those that the container does not have.
 */
final class EarlierApiLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** @param jar none, and it is just as the container's */
    EarlierApiLoader(Optional<Path> jar, ClassLoader container) {
        super(jar.map(EarlierApiLoader::urls).orElse(new URL[0]), container);
    }

    private static URL[] urls(Path jar) {
        try {
            return new URL[] {jar.toUri().toURL()};
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not a jar: " + jar, e);
        }
    }

    @Override
    public URL getResource(String name) {
        URL found = findResource(name);
        return found == null ? super.getResource(name) : found;
    }
}
