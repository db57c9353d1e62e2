package org.junicorn.container.shaping;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorPages;
import org.junicorn.container.deploy.ErrorReport;

/** The stages that are configured; what is not is empty, and its class not loaded. One for all chains of a server. */
public final class Shaping {
    /** Of the memory for buffers, which is as much as the heap, this part may be bodies that are looked through. */
    private static final int PART_FOR_BODIES = 8;

    private final ShapingOptions options;
    private final Scorecard scorecard;
    private final Optional<ErrorPages> errorPages;
    private final List<Coding> codings;
    private final AtomicLong roomForBodies;

    private Shaping(
            ShapingOptions options, Scorecard scorecard, Optional<ErrorPages> errorPages, List<Coding> codings) {
        this.options = options;
        this.scorecard = scorecard;
        this.errorPages = errorPages;
        this.codings = codings;
        this.roomForBodies =
                new AtomicLong(Math.max(Runtime.getRuntime().maxMemory() / PART_FOR_BODIES, options.filterBodyBytes()));
    }

    /**
     * Makes ready what the stages need.
     *
     * @param scorecard where it is counted what they refuse, and what they need not ask applications for
     * @throws DeploymentException if a file or a native library that they need cannot be read
     */
    public static Shaping of(ShapingOptions options, Scorecard scorecard) throws DeploymentException {
        return new Shaping(
                options,
                scorecard,
                options.errorPages().isEmpty() ? Optional.empty() : Optional.of(ErrorPages.read(options.errorPages())),
                options.compression().isEmpty() ? List.of() : Coding.of(options.compression()));
    }

    /** For requests that only ask whether the applications are well. */
    public static Shaping none() {
        return new Shaping(ShapingOptions.none(), Scorecard.NONE, Optional.empty(), List.of());
    }

    /** For requests that another worker has shaped already, and whose responses it will shape. */
    public Shaping behindSibling() {
        return new Shaping(options.onlyIds(), scorecard, errorPages, List.of());
    }

    /** For requests that warm the application up: they reach it, and are not counted. */
    public Shaping forWarmUp() {
        return new Shaping(options.withoutCache(), Scorecard.NONE, errorPages, codings);
    }

    /** Pages in place of {@link ErrorReport}'s own. */
    public Optional<ErrorPages> errorPages() {
        return errorPages;
    }

    /** Lets the stages behind it answer errors with the user's pages. */
    public Optional<UnaryOperator<HttpHandler>> pages() {
        return errorPages.map(pages -> next -> exchange -> {
            exchange.putAttachment(ErrorReport.PAGES, pages);
            next.handleRequest(exchange);
        });
    }

    public Optional<UnaryOperator<HttpHandler>> requestIds() {
        return options.requestIdHeader().isEmpty()
                ? Optional.empty()
                : Optional.of(next -> new RequestIds(options.requestIdHeader(), options.requestIdPeers(), next));
    }

    /** Headers of all responses. */
    public Optional<UnaryOperator<HttpHandler>> headers() {
        return options.addedHeaders().isEmpty() && options.hiddenHeaders().isEmpty()
                ? Optional.empty()
                : Optional.of(next -> new ResponseHeaders(options.addedHeaders(), options.hiddenHeaders(), next));
    }

    public Optional<UnaryOperator<HttpHandler>> crossOrigin() {
        return options.cors().origins().isEmpty()
                ? Optional.empty()
                : Optional.of(next -> new CrossOrigin(options.cors(), next));
    }

    /**
     * Refuses requests by rules; looks through bodies on the threads for a request.
     *
     * @param whenEnded runs something when a response is complete or its connection gone
     */
    public Optional<UnaryOperator<HttpHandler>> filters(
            Function<HttpServerExchange, Executor> threads, BiConsumer<HttpServerExchange, Runnable> whenEnded) {
        if (options.filters().isEmpty()) {
            return Optional.empty();
        }
        List<FilterRule> rules =
                options.filters().stream().map(FilterRule::parse).toList();
        return Optional.of(next -> new RequestFilters(
                rules, options.filterBodyBytes(), roomForBodies, threads, whenEnded, scorecard, next));
    }

    public Optional<UnaryOperator<HttpHandler>> cache() {
        return options.cacheBytes() == 0
                ? Optional.empty()
                : Optional.of(next -> new ResponseCache(
                        new ResponseStore(options.cacheBytes()),
                        options.cacheEntryBytes(),
                        System::nanoTime,
                        scorecard,
                        next));
    }

    public Optional<UnaryOperator<HttpHandler>> compression() {
        return codings.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        next -> new Compression(codings, options.compressionLeast(), options.compressible(), next));
    }

    /** Sends files of folders; looks for them on the threads for a request. */
    public Optional<UnaryOperator<HttpHandler>> staticFiles(Function<HttpServerExchange, Executor> threads) {
        if (options.statics().isEmpty()) {
            return Optional.empty();
        }
        List<StaticFolder> folders =
                options.statics().stream().map(StaticFolder::parse).toList();
        return Optional.of(next -> new StaticFiles(folders, threads, next));
    }
}
