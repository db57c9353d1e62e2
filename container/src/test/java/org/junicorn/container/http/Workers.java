package org.junicorn.container.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junicorn.container.affinity.AffinitySettings;
import org.junicorn.container.affinity.OwnerOf;

/** Workers that forward requests to each other. The header "Owner" says whose session a request has. */
final class Workers implements AutoCloseable {
    private final Path folder;
    private final Map<String, TestServer> servers = new HashMap<>();
    final List<String> gone = new CopyOnWriteArrayList<>();
    final AtomicInteger pinned = new AtomicInteger();
    final AtomicInteger unpinned = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();

    Workers(Path folder) {
        this.folder = folder;
    }

    /** Starts a worker that answers with what is made from its name. */
    TestServer start(String name, Function<String, HttpHandler> app) throws Exception {
        return start(name, change -> change, Optional.empty(), app);
    }

    TestServer start(
            String name,
            UnaryOperator<TestServer.Change> change,
            Optional<Executor> lookups,
            Function<String, HttpHandler> app)
            throws Exception {
        return raw(name, change, lookups, executor -> TestServer.blocking(app.apply(name))
                .apply(executor));
    }

    /** One whose application is called on the I/O thread. */
    TestServer raw(
            String name,
            UnaryOperator<TestServer.Change> change,
            Optional<Executor> lookups,
            Function<Executor, HttpHandler> app)
            throws Exception {
        TestServer server = TestServer.join(
                change.apply(new TestServer.Change()).settings(),
                new AffinitySettings(folder, name),
                (affinity, executor) -> {
                    affinity.pinned(pinned::get);
                    return affinity.before(
                            app.apply(executor), new ByHeader(name, lookups.isPresent()), lookups.orElse(executor));
                },
                unpinned::incrementAndGet);
        servers.put(name, server);
        return server;
    }

    private final class ByHeader implements OwnerOf {
        private final String self;
        private final boolean blocks;

        ByHeader(String self, boolean blocks) {
            this.self = self;
            this.blocks = blocks;
        }

        @Override
        public boolean mayBlock() {
            return blocks;
        }

        @Override
        public boolean namesSession(HttpServerExchange exchange) {
            return exchange.getRequestHeaders().contains("Owner");
        }

        @Override
        public Optional<String> ownerOf(HttpServerExchange exchange) {
            asked.incrementAndGet();
            return Optional.of(exchange.getRequestHeaders().getFirst("Owner")).filter(owner -> !owner.equals(self));
        }

        @Override
        public void ownerGone(HttpServerExchange exchange, String owner) {
            gone.add(owner);
        }
    }

    @Override
    public void close() throws IOException {
        for (TestServer server : servers.values()) {
            server.close();
        }
    }
}
