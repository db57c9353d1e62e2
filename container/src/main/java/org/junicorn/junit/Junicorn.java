package org.junicorn.junit;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.ContextFile;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.OperatorFiles;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Serves an application to tests, at a free port of 127.0.0.1. Register it as a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Junicorn server = Junicorn.war(Path.of("target/shop.war")).build();
 * }</pre>
 *
 * <p>As a static field it runs for all tests of the class, nested ones included; as an instance field for each test anew.
 * Many may run at the same time. Sessions are in memory, the log is that of {@code java.util.logging}.
 *
 * <p>Thread-safe.
 */
public final class Junicorn implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** What to serve, and how. Immutable parts are checked when the server starts. */
    public static final class Builder {
        private final String app;
        private final List<Path> classPath = new ArrayList<>();
        private String contextPath = "";
        private Optional<Path> contextXml = Optional.empty();
        private int threads = 16;

        private Builder(String app) {
            this.app = app;
        }

        /**
         * Where it is served; the root without this.
         *
         * @param path "/" or "/name"
         * @throws IllegalArgumentException if it is neither
         */
        public Builder contextPath(String path) {
            if (!path.matches("/|(/[^/?#;]+)+")) {
                throw new IllegalArgumentException("context path \"" + path + "\": not / and not /name");
            }
            contextPath = path.equals("/") ? "" : path;
            return this;
        }

        /** Lays a file in the form of Tomcat's context.xml over the application's own, such as one with a test's database. */
        public Builder contextXml(Path file) {
            contextXml = Optional.of(file);
            return this;
        }

        /** Jars and folders with what a servlet class needs beside the place that it comes from. */
        public Builder classPath(Path... entries) {
            classPath.addAll(List.of(entries));
            return this;
        }

        /**
         * Requests that are worked on at a time; 16 without this.
         *
         * @param count at least 1
         * @throws IllegalArgumentException if it is less
         */
        public Builder threads(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("threads: " + count + "; at least 1 is needed");
            }
            threads = count;
            return this;
        }

        /** The extension. Nothing is read before it starts. */
        public Junicorn build() {
            return new Junicorn(this);
        }
    }

    private final String app;
    private final List<Path> classPath;
    private final String contextPath;
    private final Optional<Path> contextXml;
    private final int threads;

    private Optional<Running> running = Optional.empty();
    private int users;

    private Junicorn(Builder builder) {
        app = builder.app;
        classPath = List.copyOf(builder.classPath);
        contextPath = builder.contextPath;
        contextXml = builder.contextXml;
        threads = builder.threads;
    }

    /** Begins with a WAR file, or the folder of an exploded one. */
    public static Builder war(Path file) {
        return new Builder(file.toAbsolutePath().toString());
    }

    /**
     * Begins with one servlet, mapped as its annotation says, or to everything. The server loads the class anew, so it
     * shares no static state with the test.
     */
    public static Builder servlet(Class<? extends Servlet> type) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return new Builder(type.getName()).classPath(place);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the place of " + type + " is not a path", e);
        }
    }

    /**
     * The application's base: the server's address and the context path, with a slash at the end.
     *
     * @throws IllegalStateException if it does not run
     */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port() + contextPath + "/");
    }

    /**
     * An address below the application's base.
     *
     * @param path with or without a slash in front; may have a query; what a URI cannot hold is percent-encoded in it
     * @throws IllegalStateException if the server does not run
     */
    public URI uri(String path) {
        return URI.create(uri() + (path.startsWith("/") ? path.substring(1) : path));
    }

    /**
     * The port it listens at.
     *
     * @throws IllegalStateException if it does not run
     */
    public synchronized int port() {
        return running.orElseThrow(() -> new IllegalStateException(
                        "the server for " + app + " does not run; is its field annotated with @RegisterExtension?"))
                .port();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InvalidAppException, DeploymentException, IOException {
        acquire();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InvalidAppException, DeploymentException, IOException {
        acquire();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        release();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        release();
    }

    /** A static extension is begun by its class, by each nested one and by each test, perhaps at the same time. */
    private synchronized void acquire() throws InvalidAppException, DeploymentException, IOException {
        users++;
        if (running.isEmpty()) {
            Optional<ContextFile> context = contextXml.isPresent()
                    ? Optional.of(new ContextFile(contextXml.get().toString(), Files.readAllBytes(contextXml.get())))
                    : Optional.empty();
            running = Optional.of(Running.start(
                    AppSource.of(app, classPath, Path.of("").toAbsolutePath()),
                    new OperatorFiles(context, Optional.empty()),
                    contextPath,
                    threads));
        }
    }

    private synchronized void release() throws IOException {
        if (--users == 0 && running.isPresent()) {
            Running ended = running.get();
            running = Optional.empty();
            ended.close();
        }
    }
}
