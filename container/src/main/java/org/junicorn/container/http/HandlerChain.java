package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junicorn.container.RequestObserver;
import org.junicorn.container.RequestRules;
import org.junicorn.container.shaping.Shaping;
import org.junicorn.container.tls.TlsOptions;

/** What a request passes through. */
final class HandlerChain {
    private HandlerChain() {}

    /**
     * All stages, outermost first. Before them: the number of connections ({@link Reception}), and the form of a
     * request's head, which Undertow's parser checks ({@link HttpOptions}). A stage that is not configured is not there.
     */
    static HttpHandler of(
            UnaryOperator<HttpHandler> inFlight,
            Optional<UnaryOperator<HttpHandler>> origin,
            Optional<UnaryOperator<HttpHandler>> versions,
            Optional<AccessLog> accessLog,
            RequestRules rules,
            Shaping shaping,
            TlsOptions tls,
            List<UnaryOperator<HttpHandler>> limits,
            Dispatcher dispatcher,
            Optional<RequestObserver> observer,
            HttpHandler application) {
        List<UnaryOperator<HttpHandler>> stages = new ArrayList<>();
        stages.add(inFlight); // counts, metrics, drain gate
        stages.add(next -> new UnreadBody(rules.limits().swallowedBytes(), next));
        accessLog.ifPresent(log -> stages.add(log::before));
        shaping.pages().ifPresent(stages::add); // the user's error pages
        shaping.requestIds().ifPresent(stages::add);
        shaping.headers().ifPresent(stages::add);
        origin.ifPresent(stages::add); // where requests come from: what trusted proxies, or other workers, say
        if (!tls.hsts().isEmpty()) {
            stages.add(next -> new StrictTransport(tls.hsts(), next));
        }
        versions.ifPresent(stages::add); // of HTTP, unless all are spoken
        stages.add(StrictHttp::new);
        stages.add(next -> new HeadLimits(rules.limits(), next));
        if (tls.redirect()) {
            stages.add(next -> new HttpsRedirect(tls.redirectPort(), next));
        }
        stages.add(next -> new PathNormaliser(rules.paths(), next));
        stages.add(RequestCookies::new);
        stages.addAll(limits); // rate, body, buffer, load, response head: see EdgeStages
        stages.add(dispatcher::before); // request deadline: which thread works on which request
        shaping.filters(dispatcher::of, (exchange, ending) -> Request.of(exchange)
                        .onEnd(ending))
                .ifPresent(stages::add);
        shaping.crossOrigin().ifPresent(stages::add);
        shaping.cache().ifPresent(stages::add); // of what compression makes
        shaping.compression().ifPresent(stages::add);
        shaping.staticFiles(dispatcher::of).ifPresent(stages::add);
        observer.ifPresent(found -> stages.add(next -> new Observation(found, dispatcher, next))); // hooks
        HttpHandler chain = application; // its context path, then the servlets
        for (int i = stages.size() - 1; i >= 0; i--) {
            chain = stages.get(i).apply(chain);
        }
        return chain;
    }
}
