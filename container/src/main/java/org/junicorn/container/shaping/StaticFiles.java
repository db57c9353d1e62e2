package org.junicorn.container.shaping;

import io.undertow.io.IoCallback;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.resource.PathResource;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.junicorn.container.deploy.AcceptEncoding;
import org.junicorn.container.deploy.ByteRange;
import org.junicorn.container.deploy.CachedFile;
import org.junicorn.container.deploy.ErrorReport;
import org.junicorn.container.deploy.FileCache;
import org.junicorn.container.deploy.FileCache.Field;
import org.junicorn.container.deploy.FileCache.Source;
import org.junicorn.container.deploy.FileCache.Validation;
import org.junicorn.container.deploy.MimeTypes;
import org.junicorn.container.deploy.Preconditions;

/**
 * Sends files of folders beside the applications; what it does not find, and what is neither GET nor HEAD, is the
 * application's business. Undertow's own handler would answer 304 without an entity tag, heed If-Modified-Since beside
 * If-None-Match, and use the threads of its own pool; its way of sending a file is used.
 *
 * <p>Files are looked up on request threads and sent by I/O threads, so that a slow client holds none of the former. Small
 * ones are kept for a second, and sent by I/O threads alone.
 */
final class StaticFiles implements HttpHandler {
    private static final int KERNEL_COPIES_FROM = 48 * 1024;

    /** Shorter than Tomcat's time for an application: where a link leads may change with a deployment. */
    private static final FileCache.Limits KEPT = new FileCache.Limits(
            FileCache.Limits.USUAL.bytes(), FileCache.Limits.USUAL.fileBytes(), Duration.ofSeconds(1));

    private static final Map<String, String> SIBLINGS = Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");
    private static final List<String> CODINGS = List.of("br", "zstd", "gzip");

    private final List<StaticFolder> folders;
    private final Map<String, String> types = MimeTypes.with(Map.of());
    /** Says from which length on the kernel copies files; nothing is looked up in it. */
    private final PathResourceManager limits = new PathResourceManager(Path.of("/"), KERNEL_COPIES_FROM);

    private final Function<HttpServerExchange, Executor> threads;
    private final HttpHandler next;
    private final FileCache cache = new FileCache(KEPT);

    private record Found(StaticFolder folder, Path file, BasicFileAttributes attributes) {
        String entityTag() {
            return "W/\"" + attributes.size() + "-" + modified() + "\"";
        }

        long modified() {
            return attributes.lastModifiedTime().toMillis();
        }
    }

    private record Variant(String coding, Path file, BasicFileAttributes attributes) {
        long length() {
            return attributes.size();
        }
    }

    StaticFiles(List<StaticFolder> folders, Function<HttpServerExchange, Executor> threads, HttpHandler next) {
        this.folders = folders.stream()
                .sorted(Comparator.comparing(
                                (StaticFolder folder) -> folder.prefix().length())
                        .reversed())
                .toList();
        this.threads = threads;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        boolean reading = exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
        Optional<StaticFolder> folder = reading ? owner(exchange) : Optional.empty();
        Optional<CachedFile> kept =
                folder.isEmpty() ? Optional.empty() : cache.find(exchange, exchange.getRelativePath());
        if (folder.isEmpty()) {
            next.handleRequest(exchange);
        } else if (kept.isPresent()) {
            ResponseCache.leaveOut(exchange);
            if (kept.get().varies()) {
                Vary.on(exchange, "Accept-Encoding");
            }
            kept.get().answer(exchange);
        } else if (exchange.isInIoThread()) {
            exchange.dispatch(threads.apply(exchange), dispatched -> look(dispatched, folder.get()));
        } else {
            look(exchange, folder.get());
        }
    }

    private Optional<StaticFolder> owner(HttpServerExchange exchange) {
        String path = exchange.getRelativePath();
        return folders.stream()
                .filter(folder -> folder.inside(path).isPresent())
                .findFirst();
    }

    private void look(HttpServerExchange exchange, StaticFolder folder) throws Exception {
        String path = exchange.getRelativePath();
        String inside = folder.inside(path).orElseThrow();
        Optional<Found> found = folder.find(inside).flatMap(file -> found(folder, file));
        boolean isFolder = found.isPresent() && found.get().attributes().isDirectory();
        if (isFolder && !path.endsWith("/") && index(folder, inside).isPresent()) {
            toFolder(exchange);
            return;
        }
        if (isFolder) {
            found = index(folder, inside);
        } else if (path.endsWith("/")) {
            found = Optional.empty();
        }
        boolean isItself = found.isPresent() && found.get().attributes().isRegularFile();
        if (!isItself) {
            cache.forget(path);
        }
        if (found.isEmpty()) {
            found = folder.fallback().flatMap(folder::find).flatMap(file -> found(folder, file));
        }
        if (found.isPresent() && found.get().attributes().isRegularFile()) {
            List<Variant> variants = variants(found.get());
            if (isItself) { // what stands for files that are not there would be kept under any number of names
                keep(path, found.get(), variants);
            }
            answer(exchange, found.get(), variants);
        } else {
            next.handleRequest(exchange);
        }
    }

    private static Optional<Found> index(StaticFolder folder, String inside) {
        return folder.index()
                .flatMap(name ->
                        folder.find(inside.isEmpty() || inside.endsWith("/") ? inside + name : inside + "/" + name))
                .flatMap(file -> found(folder, file))
                .filter(file -> file.attributes().isRegularFile());
    }

    private static Optional<Found> found(StaticFolder folder, Path file) {
        try {
            return Optional.of(new Found(folder, file, Files.readAttributes(file, BasicFileAttributes.class)));
        } catch (IOException e) {
            return Optional.empty(); // removed in between
        }
    }

    private static void toFolder(HttpServerExchange exchange) {
        // "//host" would lead away from here.
        String location = "/"
                + exchange.getRequestURI()
                        .replaceFirst("^[a-zA-Z]+://[^/]*", "")
                        .replaceFirst("^/+", "") + "/";
        String query = exchange.getQueryString();
        exchange.setStatusCode(StatusCodes.FOUND);
        exchange.getResponseHeaders().put(Headers.LOCATION, query.isEmpty() ? location : location + "?" + query);
        exchange.endExchange();
    }

    /** With the headers that {@link #answer} makes. */
    private void keep(String path, Found found, List<Variant> variants) {
        List<Field> common = new ArrayList<>();
        common.add(new Field(Headers.ETAG, found.entityTag()));
        common.add(new Field(Headers.LAST_MODIFIED, DateUtils.toDateString(new Date(found.modified()))));
        found.folder().cacheControl().ifPresent(control -> common.add(new Field(Headers.CACHE_CONTROL, control)));
        List<Field> headers = new ArrayList<>(common);
        headers.add(new Field(Headers.ACCEPT_RANGES, "bytes"));
        type(found.file()).ifPresent(type -> headers.add(new Field(Headers.CONTENT_TYPE, type)));
        List<Source> sources = new ArrayList<>();
        sources.add(new Source("", found.file(), found.attributes(), headers));
        for (Variant variant : variants) {
            List<Field> coded = new ArrayList<>(headers);
            coded.add(new Field(Headers.CONTENT_ENCODING, variant.coding()));
            sources.add(new Source(variant.coding(), variant.file(), variant.attributes(), coded));
        }
        cache.keep(path, new Validation(found.entityTag(), found.modified(), common, false), sources);
    }

    private void answer(HttpServerExchange exchange, Found found, List<Variant> variants) throws IOException {
        ResponseCache.leaveOut(exchange); // or a new file would be seen only when the old one's time is up
        HeaderMap headers = exchange.getResponseHeaders();
        HeaderMap asked = exchange.getRequestHeaders();
        Optional<Variant> variant = variant(exchange, variants);
        headers.put(Headers.ETAG, found.entityTag());
        headers.put(Headers.LAST_MODIFIED, DateUtils.toDateString(new Date(found.modified())));
        found.folder().cacheControl().ifPresent(control -> headers.put(Headers.CACHE_CONTROL, control));
        int status = Preconditions.check(
                exchange.getRequestMethod().toString(), asked::getFirst, found.entityTag(), found.modified());
        if (status == StatusCodes.NOT_MODIFIED) {
            exchange.setStatusCode(status);
            exchange.endExchange();
            return;
        } else if (status != StatusCodes.OK) {
            headers.clear();
            ErrorReport.send(exchange, status, "");
            return;
        }
        long length = variant.map(Variant::length).orElse(found.attributes().size());
        headers.put(Headers.ACCEPT_RANGES, "bytes");
        Optional<List<ByteRange>> ranges = ranges(exchange, found, length);
        if (ranges.isPresent() && ranges.get().isEmpty()) {
            headers.clear();
            headers.put(Headers.CONTENT_RANGE, "bytes */" + length);
            ErrorReport.send(exchange, StatusCodes.REQUEST_RANGE_NOT_SATISFIABLE, "");
            return;
        }
        type(found.file()).ifPresent(type -> headers.put(Headers.CONTENT_TYPE, type));
        variant.ifPresent(sibling -> headers.put(Headers.CONTENT_ENCODING, sibling.coding()));
        // Several parts of one file are asked for by hardly anybody; then the whole file is an answer, too.
        Optional<ByteRange> range =
                ranges.filter(several -> several.size() == 1).map(one -> one.get(0));
        range.ifPresent(part -> {
            exchange.setStatusCode(StatusCodes.PARTIAL_CONTENT);
            headers.put(Headers.CONTENT_RANGE, "bytes " + part.first() + "-" + part.last() + "/" + length);
        });
        exchange.setResponseContentLength(range.map(ByteRange::length).orElse(length));
        send(exchange, variant.map(Variant::file).orElse(found.file()), range);
    }

    private void send(HttpServerExchange exchange, Path file, Optional<ByteRange> range) throws IOException {
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.endExchange();
            return;
        }
        exchange.setDispatchExecutor(threads.apply(exchange));
        PathResource resource = new PathResource(file, limits, file.toString());
        if (range.isPresent()) {
            resource.serveRange(
                    exchange.getResponseSender(),
                    exchange,
                    range.get().first(),
                    range.get().last(),
                    IoCallback.END_EXCHANGE);
        } else {
            resource.serve(exchange.getResponseSender(), exchange, IoCallback.END_EXCHANGE);
        }
    }

    /** RFC 9110, 14.2. A tag never matches, since ours are weak (13.1.5); a date has to be the file's. */
    private static Optional<List<ByteRange>> ranges(HttpServerExchange exchange, Found found, long length) {
        String range = exchange.getRequestHeaders().getFirst(Headers.RANGE);
        String condition = exchange.getRequestHeaders().getFirst(Headers.IF_RANGE);
        if (range == null || length == 0 || !exchange.getRequestMethod().equals(Methods.GET)) {
            return Optional.empty();
        }
        if (condition != null) {
            Date date = DateUtils.parseDate(condition);
            if (date == null || date.getTime() / 1000 != found.modified() / 1000) {
                return Optional.empty();
            }
        }
        return ByteRange.parse(range, length);
    }

    /** Files of the same name that are compressed already. */
    private static List<Variant> variants(Found found) {
        List<Variant> variants = new ArrayList<>();
        for (String coding : CODINGS) {
            Path file = found.file().resolveSibling(found.file().getFileName() + SIBLINGS.get(coding));
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()) {
                    variants.add(new Variant(coding, file, attributes));
                }
            } catch (IOException e) {
                continue; // most have none
            }
        }
        return variants;
    }

    /** The one that the client likes best of those that it understands. */
    private static Optional<Variant> variant(HttpServerExchange exchange, List<Variant> variants) {
        if (variants.isEmpty()) {
            return Optional.empty();
        }
        Vary.on(exchange, "Accept-Encoding");
        HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
        return accepted == null ? Optional.empty() : new AcceptEncoding(accepted).best(variants, Variant::coding);
    }

    private Optional<String> type(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return Optional.ofNullable(types.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
    }
}
