package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The servers of one test. Register as an instance field:
 *
 * <pre>{@code
 * @RegisterExtension
 * final Servers servers = new Servers();
 * }</pre>
 *
 * <p>As a static field it belongs to all tests of its class, which share their servers.
 *
 * <p>After the test every server is ended and its folder removed. A failure shows the logs of all servers; a process that
 * is left behind is a failure.
 */
final class Servers
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler {
    private final List<ServerProcess> started = new ArrayList<>();
    private Path directory;
    private int count;
    private boolean ofClass;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        ofClass = true;
        begin();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            begin();
        }
    }

    private void begin() throws IOException {
        // In the system's folder: the path of a Unix socket may have 107 bytes at most.
        directory = Files.createTempDirectory("junicorn-it-");
    }

    /** A folder of this test, removed after it. */
    Path directory() {
        return directory;
    }

    /** Begins the description of a server without an application. */
    ServerProcess.Builder server() {
        Path own = directory.resolve("server-" + ++count);
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServerProcess.Builder(own, started::add);
    }

    /** Begins the description of a server of the probe sample. */
    ServerProcess.Builder probe() {
        return server().app(Wars.probe());
    }

    /** Begins the description of a server of the session sample. */
    ServerProcess.Builder session() {
        return server().app(Wars.session());
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
        throw new AssertionError(failure.getMessage() + "\n\n" + logs(), failure);
    }

    private String logs() {
        return started.stream().map(ServerProcess::describe).collect(Collectors.joining("\n\n"));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!ofClass) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        end();
    }

    private void end() throws IOException {
        AssertionError failure = null;
        for (ServerProcess server : started) {
            try {
                server.close();
            } catch (AssertionError e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        remove(directory);
        if (failure != null) {
            throw failure;
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
