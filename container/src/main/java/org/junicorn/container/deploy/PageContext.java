package org.junicorn.container.deploy;

import io.undertow.server.handlers.resource.Resource;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junicorn.container.war.WebAppModel;

/**
 * As much of a servlet context as Jasper asks for while it translates pages of an application that does not run. Whoever
 * asks for more is told so. Any thread.
 */
final class PageContext implements InvocationHandler {
    private final WebAppModel model;
    private final AppResources resources;
    private final ClassLoader loader;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();

    private PageContext(WebAppModel model, AppResources resources, ClassLoader loader) {
        this.model = model;
        this.resources = resources;
        this.loader = loader;
    }

    static ServletContext of(WebAppModel model, AppResources resources, ClassLoader loader) {
        return proxy(ServletContext.class, new PageContext(model, resources, loader));
    }

    /** The configuration of a servlet in it. */
    static ServletConfig config(ServletContext context, String name, Map<String, String> parameters) {
        return proxy(ServletConfig.class, (self, method, arguments) -> switch (method.getName()) {
            case "getServletName" -> name;
            case "getServletContext" -> context;
            case "getInitParameter" -> parameters.get(arguments[0]);
            case "getInitParameterNames" -> Collections.enumeration(parameters.keySet());
            default -> throw unsupported(method);
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(PageContext.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "removeAttribute" -> attributes.remove(arguments[0]);
            case "getAttributeNames" -> Collections.enumeration(attributes.keySet());
            case "getInitParameter" -> model.contextParams().get(arguments[0]);
            case "getInitParameterNames" ->
                Collections.enumeration(model.contextParams().keySet());
            case "getResource" -> file(arguments).map(AppFile::getUrl).orElse(null);
            case "getResourceAsStream" -> stream(arguments);
            case "getRealPath" ->
                file(arguments).map(found -> found.getFilePath().toString()).orElse(null);
            case "getResourcePaths" -> paths((String) arguments[0]);
            case "getContextPath" -> "";
            case "getServletContextName" -> model.displayName();
            case "getClassLoader" -> loader;
            case "getJspConfigDescriptor" -> model.jsp().configured() ? new JspConfig(model.jsp()) : null;
            case "getMajorVersion" -> 6;
            case "getMinorVersion" -> 1;
            case "getEffectiveMajorVersion" -> model.majorVersion();
            case "getEffectiveMinorVersion" -> model.minorVersion();
            case "getServerInfo" -> "Junicorn";
            case "getMimeType", "log" -> null;
            case "hashCode" -> System.identityHashCode(this);
            case "equals" -> self == arguments[0];
            case "toString" -> "the context of pages that are being compiled";
            default -> throw unsupported(method);
        };
    }

    private Optional<AppFile> file(Object[] arguments) {
        return resources.find((String) arguments[0]);
    }

    private Object stream(Object[] arguments) throws IOException {
        Optional<AppFile> found = file(arguments).filter(file -> !file.isDirectory());
        return found.isPresent() ? Files.newInputStream(found.get().getFilePath()) : null;
    }

    /** Null if it is no folder (Servlet 6.1, getResourcePaths). */
    private Set<String> paths(String path) {
        if (resources.find(path).filter(AppFile::isDirectory).isEmpty()) {
            return null;
        }
        String folder = path.endsWith("/") ? path : path + "/";
        Set<String> paths = new LinkedHashSet<>();
        for (Resource child : resources.list(path)) {
            paths.add(folder + child.getName() + (child.isDirectory() ? "/" : ""));
        }
        return paths;
    }

    private static UnsupportedOperationException unsupported(Method method) {
        return new UnsupportedOperationException(
                method.getName() + " cannot be called while pages are compiled before the application runs");
    }
}
