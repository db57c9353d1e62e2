package org.junicorn.container.deploy;

import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.junicorn.container.deploy.Precompressed.Variant;

/**
 * Serves an application's static files as Tomcat's default servlet does, with the same parameters: conditional and range
 * requests, entity tags of the same form, compressed variants, listings; nothing that writes. Welcome files were chosen
 * before.
 */
final class DefaultServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(DefaultServlet.class);
    private static final Set<String> NOT_ALLOWED = Set.of("PUT", "DELETE", "PATCH", "TRACE");

    private final transient AppResources resources;
    private final transient Optional<CachedContent> cache;
    private transient FileOptions options;

    /** @param cache is told what may be sent without this servlet */
    DefaultServlet(AppResources resources, Optional<CachedContent> cache) {
        this.resources = resources;
        this.cache = cache;
    }

    @Override
    public void init() throws ServletException {
        options = FileOptions.of(getServletConfig());
    }

    private String allowed() {
        return options.postAsGet() ? "OPTIONS, GET, HEAD, POST" : "OPTIONS, GET, HEAD";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            serve(request, response);
        } else if (NOT_ALLOWED.contains(request.getMethod())
                || !options.postAsGet() && request.getMethod().equals("POST")) {
            response.setHeader("Allow", allowed());
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        serve(request, response);
    }

    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        serve(request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        serve(request, response);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", allowed());
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = ResourcePath.of(request);
        Optional<AppFile> found = hidden(request, path) ? Optional.empty() : resources.find(path);
        if (found.isPresent() && !found.get().isDirectory() && !path.endsWith("/") && !isJsp(path)) {
            file(request, response, path, found.get());
            return;
        }
        cache.ifPresent(known -> known.missing(path));
        if (found.isPresent() && found.get().isDirectory()) {
            folder(request, response, path);
        } else {
            missing(request, response, path);
        }
    }

    /** The source of a page is nobody's business, also if its name is written so that it is no page. */
    private static boolean isJsp(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jsp") || lower.endsWith(".jspx");
    }

    /** WEB-INF and META-INF are the application's own, which may well forward to them (Servlet 6.1, 10.5). */
    private static boolean hidden(HttpServletRequest request, String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return request.getDispatcherType() == DispatcherType.REQUEST
                && (lower.equals("/web-inf")
                        || lower.startsWith("/web-inf/")
                        || lower.equals("/meta-inf")
                        || lower.startsWith("/meta-inf/"));
    }

    private static void missing(HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException {
        switch (request.getDispatcherType()) {
            case INCLUDE -> throw new FileNotFoundException(path); // Servlet 6.1, 9.3
            case ERROR -> {
                LOG.warnf("the error page %s does not exist", path);
                ErrorReport.Page page = ErrorReport.page(
                        ServletRequestContext.requireCurrent().getExchange(), response.getStatus(), "");
                response.setContentType(page.type());
                response.getOutputStream().write(page.body());
            }
            default ->
                response.sendError(
                        HttpServletResponse.SC_NOT_FOUND,
                        "The requested resource [" + request.getRequestURI() + "] is not available");
        }
    }

    /** Unless it is wanted, a listing would show what nobody linked to. */
    private void folder(HttpServletRequest request, HttpServletResponse response, String path) throws IOException {
        if (path.endsWith("/") && options.listings()) {
            response.setContentType("text/html;charset=UTF-8");
            String serverInfo = getServletContext().getServerInfo();
            byte[] page = new Listing(resources, options, serverInfo)
                    .html(request, path)
                    .getBytes(StandardCharsets.UTF_8);
            response.setContentLength(page.length);
            response.getOutputStream().write(page);
            return;
        }
        if (path.endsWith("/") || request.getDispatcherType() != DispatcherType.REQUEST) {
            missing(request, response, path);
            return;
        }
        // "//host" would lead away from here.
        String location = "/" + request.getRequestURI().replaceFirst("^/+", "") + "/";
        String query = request.getQueryString();
        response.sendRedirect(query == null ? location : location + "?" + query);
    }

    private void file(HttpServletRequest request, HttpServletResponse response, String path, AppFile file)
            throws IOException {
        boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
        boolean asked = !included
                && request.getDispatcherType() != DispatcherType.ERROR
                && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) == null;
        if (asked) {
            int status = Preconditions.check(request, file.entityTag(), file.modified());
            if (status == HttpServletResponse.SC_NOT_MODIFIED) {
                cache.ifPresent(known -> known.unchanged(request, path, file));
                response.setStatus(status);
                response.setHeader("ETag", file.entityTag());
                if (request.getMethod().equals("HEAD")) {
                    // Undertow would say 0, which is wrong (RFC 9110, 8.6); from the answer to a GET it drops it.
                    response.setContentLengthLong(file.length());
                }
                return;
            }
            if (status != HttpServletResponse.SC_OK) {
                response.sendError(status);
                return;
            }
            if (options.ranges()) {
                response.setHeader("Accept-Ranges", "bytes");
            }
        }
        Optional<Variant> variant =
                included ? Optional.empty() : options.variants().choose(request, response, resources, path);
        AppFile sent = variant.map(Variant::file).orElse(file);
        Optional<List<ByteRange>> ranges = asked ? ByteRange.requested(request, file, sent.length()) : Optional.empty();
        if (ranges.isPresent() && ranges.get().isEmpty()) {
            response.setHeader("Content-Range", "bytes */" + sent.length());
            response.sendError(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            return;
        }
        String type = getServletContext().getMimeType(file.getName());
        // What forwards here may have chosen another one.
        if (type != null && !response.containsHeader("Content-Type")) {
            response.setContentType(type);
        }
        if (request.getDispatcherType() != DispatcherType.ERROR) {
            response.setHeader("ETag", file.entityTag());
            response.setDateHeader("Last-Modified", file.modified());
        }
        FileSender sender = new FileSender(request, response, sent, options);
        Optional<Charset> wanted = variant.isEmpty() && isText(type) ? explicitCharset(response) : Optional.empty();
        if (wanted.isPresent() && !wanted.get().equals(options.encoding())) {
            sender.converted(wanted.get());
        } else if (included && isText(type)) {
            sender.withoutMark();
        } else if (ranges.isEmpty()) {
            sender.whole();
            if (asked && cache.isPresent() && options.variants().formats().isEmpty()) {
                cache.get().sent(request, path, file, response.getContentType(), options.ranges());
            }
        } else {
            sender.parts(ranges.get(), type == null ? "" : type);
        }
    }

    /** Of unknown type counts as text, as on Tomcat. */
    private static boolean isText(String type) {
        return type == null || type.startsWith("text") || type.endsWith("xml") || type.contains("/javascript");
    }

    /** The encoding that somebody has asked for, such as a filter or the page that includes the file. */
    private static Optional<Charset> explicitCharset(HttpServletResponse response) {
        String type = response.getContentType();
        try {
            return type == null || !type.toLowerCase(Locale.ROOT).contains("charset=")
                    ? Optional.empty()
                    : Optional.of(Charset.forName(response.getCharacterEncoding()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
