package org.junicorn.container.deploy;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.JarFile;

/**
 * Hides whose servlet context it is from libraries that bring an integration with Undertow, as Weld does: by the name of
 * the context's class they would take the way into a server whose classes an application cannot see here.
 */
final class ContextFacade {
    private static final String EXTENSION = "META-INF/services/io.undertow.servlet.ServletExtension";

    private ContextFacade() {}

    static ServletContext of(ServletContext context, Class<?> initializer) {
        if (!integratesUndertow(initializer)) {
            return context;
        }
        return (ServletContext) Proxy.newProxyInstance(
                ContextFacade.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return arguments[0] == proxy || context.equals(arguments[0]);
                    }
                    try {
                        return method.invoke(context, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean integratesUndertow(Class<?> initializer) {
        CodeSource source = initializer.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return false;
        }
        try {
            Path path = Path.of(source.getLocation().toURI());
            if (Files.isDirectory(path)) {
                return Files.exists(path.resolve(EXTENSION));
            }
            try (JarFile jar = new JarFile(path.toFile(), false)) {
                return jar.getEntry(EXTENSION) != null;
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return false; // made in memory, or not to be read: then nothing is known of it
        }
    }
}
