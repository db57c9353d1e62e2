package org.junicorn.launcher.hooks;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds the hooks of users. Their classes see the JDK and the interfaces for hooks, and nothing else of this program. */
final class HookLoader {
    private static final String INTERFACES = "org.junicorn.hooks.";

    private HookLoader() {}

    private static final class OnlyInterfaces extends ClassLoader {
        OnlyInterfaces() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(INTERFACES)) {
                return Class.forName(name, false, HookLoader.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }

    /**
     * An object of each class that is named, then of each service that was not named. The loader stays open as long as
     * the process lives.
     *
     * @param setting the name of the setting with the names
     */
    static <T> List<T> load(Class<T> type, List<Path> path, String setting, List<String> names) throws HookException {
        ClassLoader loader = new URLClassLoader(
                "hooks", path.stream().map(HookLoader::url).toArray(URL[]::new), new OnlyInterfaces());
        Map<Class<?>, T> found = new LinkedHashMap<>();
        for (String name : names) {
            try {
                Class<?> named = Class.forName(name, true, loader);
                found.put(named, type.cast(named.getConstructor().newInstance()));
            } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
                throw new HookException(
                        false,
                        setting + ": " + name + " cannot be used: " + e
                                + "; it must be a public class on hooks_path that implements " + type.getName()
                                + " and has a public constructor without parameters",
                        e);
            }
        }
        try {
            for (ServiceLoader.Provider<T> service :
                    ServiceLoader.load(type, loader).stream().toList()) {
                if (!found.containsKey(service.type())) {
                    found.put(service.type(), service.get());
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new HookException(false, "hooks_path: " + e.getMessage(), e);
        }
        return List.copyOf(found.values());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(path.toString(), e);
        }
    }
}
