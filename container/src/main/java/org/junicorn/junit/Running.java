package org.junicorn.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Scorecard;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.OperatorFiles;
import org.junicorn.container.war.Preparer;
import org.junicorn.container.war.Preparer.Prepared;

/** A container with its socket and its folder. */
final class Running implements AutoCloseable {
    private static final int CONNECTIONS = 1000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

    private final Container container;
    private final Path folder;
    private final int port;

    private Running(Container container, Path folder, int port) {
        this.container = container;
        this.folder = folder;
        this.port = port;
    }

    /** Starts, or leaves nothing behind. */
    static Running start(AppSource source, OperatorFiles files, String contextPath, int threads)
            throws InvalidAppException, DeploymentException, IOException {
        Path folder = Files.createTempDirectory("junicorn-test-");
        boolean complete = false;
        try {
            Prepared prepared = new Preparer().prepare(source, files, folder.resolve("work"));
            ContainerSettings settings = new ContainerSettings(
                    contextPath,
                    Files.createDirectory(folder.resolve("tmp")),
                    1,
                    threads,
                    false,
                    CONNECTIONS,
                    KEEP_ALIVE,
                    Duration.ZERO,
                    Duration.ZERO,
                    Optional.empty());
            Container container = new Container(settings, prepared.model(), Scorecard.NONE, new NoEvents());
            try {
                container.start();
                int port = accept(container);
                complete = true;
                return new Running(container, folder, port);
            } finally {
                if (!complete) {
                    container.close();
                }
            }
        } finally {
            if (!complete) {
                remove(folder);
            }
        }
    }

    private static int accept(Container container) throws IOException {
        ServerSocketChannel acceptor = ServerSocketChannel.open();
        try {
            acceptor.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            int port = ((InetSocketAddress) acceptor.getLocalAddress()).getPort();
            container.accept(List.of(new Container.Listener("test", acceptor, ServerSocketChannel.open(), false)));
            return port;
        } catch (IOException e) {
            acceptor.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        try {
            container.close();
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
