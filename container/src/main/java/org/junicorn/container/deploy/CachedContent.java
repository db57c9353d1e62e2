package org.junicorn.container.deploy;

import io.undertow.server.HttpHandler;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterMappingInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.handlers.ServletPathMatch;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.Headers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.deploy.FileCache.Field;
import org.junicorn.container.deploy.FileCache.Limits;
import org.junicorn.container.deploy.FileCache.Source;
import org.junicorn.container.deploy.FileCache.Validation;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.websocket.AppWebSockets;

/**
 * Sends an application's small static files without a servlet, on whatever thread a request is on, if nobody could tell
 * the difference. What it sends the {@link DefaultServlet} has sent before and then told: so who serves a path is decided
 * by the servlet mappings, in the way that everything else is. It tells only of paths that no filter stands before, and
 * nothing in an application that listens to requests, protects paths, knows users, or has valves or rewriting.
 *
 * <p>A session is not touched by a request that is answered here, as on Tomcat.
 */
final class CachedContent {
    private final FileCache files;
    private volatile Optional<Boolean> open = Optional.empty();

    private CachedContent(FileCache files) {
        this.files = files;
    }

    /** @return empty if nothing of this application may be answered without a servlet */
    static Optional<CachedContent> of(WebAppModel model) throws DeploymentException {
        ContextModel context = model.context();
        Limits limits = limits(context);
        boolean isOpen = limits.bytes() > 0
                && context.parts("Valve").isEmpty()
                && model.securityConstraints().isEmpty()
                && model.servlets().stream().allMatch(servlet -> servlet.security() == null)
                && (model.login() == null || model.login().method().isEmpty());
        return isOpen ? Optional.of(new CachedContent(new FileCache(limits))) : Optional.empty();
    }

    private static Limits limits(ContextModel context) throws DeploymentException {
        Optional<Part> resources = context.part("Resources");
        if (resources.isEmpty()) {
            return Limits.USUAL;
        }
        Part part = resources.get();
        boolean wanted = part.attribute("cachingAllowed")
                .map(text -> text.isBlank() || Boolean.parseBoolean(text.strip()))
                .orElse(true);
        long bytes = number(part, "cacheMaxSize", Limits.USUAL.bytes() >> 10) << 10;
        long each = number(part, "cacheObjectMaxSize", Limits.USUAL.fileBytes() >> 10) << 10;
        return new Limits(
                wanted ? bytes : 0,
                (int) Math.min(each, Math.min(bytes, Integer.MAX_VALUE)),
                Duration.ofMillis(number(part, "cacheTtl", Limits.USUAL.fresh().toMillis())));
    }

    private static long number(Part part, String name, long otherwise) throws DeploymentException {
        String text = part.attribute(name).map(String::strip).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,10}")) {
            throw new DeploymentException(part.where() + ": " + name + " of <Resources> is \"" + text
                    + "\", which is no number; write one such as " + otherwise);
        }
        return Long.parseLong(text);
    }

    /** @param servlets answer what is not kept */
    HttpHandler before(HttpHandler servlets) {
        return exchange -> {
            Optional<CachedFile> file = files.find(exchange, exchange.getRelativePath());
            if (file.isPresent()) {
                file.get().answer(exchange);
            } else {
                servlets.handleRequest(exchange);
            }
        };
    }

    /**
     * The default servlet has sent a file, and there are no compressed ones beside it.
     *
     * @param type as sent; null for none
     * @param ranges whether the response said that there are ranges
     */
    void sent(HttpServletRequest request, String path, AppFile file, String type, boolean ranges) {
        if (!isOpen(request, path)) {
            return;
        }
        Field tag = new Field(Headers.ETAG, file.entityTag());
        List<Field> headers = new ArrayList<>();
        headers.add(tag);
        headers.add(new Field(Headers.LAST_MODIFIED, file.getLastModifiedString()));
        if (ranges) {
            headers.add(new Field(Headers.ACCEPT_RANGES, "bytes"));
        }
        if (type != null) {
            headers.add(new Field(Headers.CONTENT_TYPE, type));
        }
        files.keep(
                path,
                new Validation(tag.value(), file.modified(), List.of(tag), true),
                List.of(new Source("", file.getFilePath(), file.attributes(), headers)));
    }

    /** It has found that the client has a file already. */
    void unchanged(HttpServletRequest request, String path, AppFile file) {
        if (request.getDispatcherType() == DispatcherType.REQUEST) {
            files.seen(path, file.getFilePath(), file.attributes());
        }
    }

    /** It has found no file. */
    void missing(String path) {
        files.forget(path);
    }

    private boolean isOpen(HttpServletRequest request, String path) {
        ServletRequestContext context = ServletRequestContext.current();
        if (context == null
                || request.getDispatcherType() != DispatcherType.REQUEST
                || context.getOriginalServletPathMatch().getType() != ServletPathMatch.Type.NORMAL // a welcome file
                || !context.getExchange().getRelativePath().equals(path)) {
            return false;
        }
        DeploymentInfo deployment = context.getDeployment().getDeploymentInfo();
        if (open.isEmpty()) {
            open = Optional.of(isOpen(deployment));
        }
        String servlet = context.getOriginalServletPathMatch()
                .getServletChain()
                .getManagedServlet()
                .getServletInfo()
                .getName();
        return open.get()
                && deployment.getFilterMappings().stream()
                        .noneMatch(mapping -> mapping.getDispatcher() == DispatcherType.REQUEST
                                && isBefore(mapping, path, servlet)
                                && !AppWebSockets.onlyUpgrades(
                                        deployment.getFilters().get(mapping.getFilterName())));
    }

    /** What the application has added while it started; then nothing can be added any more. */
    private static boolean isOpen(DeploymentInfo deployment) {
        return deployment.getSecurityConstraints().isEmpty()
                && deployment.getServlets().values().stream()
                        .allMatch(servlet -> servlet.getServletSecurityInfo() == null)
                && deployment.getListeners().stream()
                        .map(ListenerInfo::getListenerClass)
                        .noneMatch(type -> ServletRequestListener.class.isAssignableFrom(type)
                                || ServletRequestAttributeListener.class.isAssignableFrom(type));
    }

    /** Whether a filter may stand before a path; true in doubt. */
    private static boolean isBefore(FilterMappingInfo mapping, String path, String servlet) {
        String pattern = mapping.getMapping();
        if (mapping.getMappingType() == FilterMappingInfo.MappingType.SERVLET) {
            return pattern.equals(servlet) || pattern.equals("*");
        }
        if (pattern.startsWith("*.")) {
            return path.endsWith(pattern.substring(1));
        }
        if (pattern.endsWith("/*")) {
            String prefix = pattern.substring(0, pattern.length() - 2);
            return path.startsWith(prefix + "/") || path.equals(prefix);
        }
        return !pattern.startsWith("/") || pattern.equals("/") || pattern.equals(path);
    }
}
