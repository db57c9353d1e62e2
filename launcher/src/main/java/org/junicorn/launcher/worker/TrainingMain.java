package org.junicorn.launcher.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.ModelStore;
import org.junicorn.container.war.Preparer;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Scoreboard;

/**
 * Boots a container with an empty application, sends it one request over a private socket and ends, so that the JVM can
 * write down which classes a worker's boot takes. Its argument is a folder to make and use. It reads nothing and needs nothing of the user's application.
 */
public final class TrainingMain {
    private static final long LIMIT_SECONDS = 20;

    private TrainingMain() {}

    public static void main(String[] args)
            throws IOException, InvalidAppException, DeploymentException, InterruptedException, ExecutionException,
                    TimeoutException {
        WorkerLogging.configure();
        Path folder = Files.createDirectory(Path.of(args[0]));
        leaveWithSupervisor(folder);
        try {
            Path app = Files.createDirectory(folder.resolve("app"));
            Files.writeString(app.resolve("index.html"), "hello");
            Path modelFile = new Preparer()
                    .prepare(new AppSource.Directory(app), folder.resolve("work"))
                    .modelFile();
            serve(folder, modelFile);
        } finally {
            removeTree(folder);
        }
        System.exit(0);
    }

    /**
     * The end of standard input says that the supervisor is gone. Any regular end of this JVM, even a halt, would go on to
     * write the archive, in a process of its own on JDK 25; so the whole process group is killed.
     */
    private static void leaveWithSupervisor(Path folder) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is said
                        }
                        removeTree(folder);
                    } catch (IOException e) {
                        // the end, too; what cannot be removed is left to the next training
                    }
                    try {
                        new ProcessBuilder("/bin/sh", "-c", "kill -9 0").start();
                    } catch (IOException e) {
                        Runtime.getRuntime().halt(1);
                    }
                },
                "supervisor-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void serve(Path folder, Path modelFile)
            throws IOException, DeploymentException, InterruptedException, ExecutionException, TimeoutException {
        Scoreboard.Row row = Scoreboard.create(folder.resolve("scoreboard")).row(0);
        ContainerSettings settings = new ContainerSettings(
                        "",
                        Files.createDirectory(folder.resolve("tmp")),
                        1,
                        2,
                        false,
                        10,
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Optional.empty())
                .with(SessionStores.training(folder));
        WorkerMain.FactWriter nowhere =
                new WorkerMain.FactWriter(new PrintStream(OutputStream.nullOutputStream(), false, US_ASCII));
        try (Container container = new Container(
                        settings, ModelStore.read(modelFile), row, new EventsAsFacts(nowhere, Optional.empty()));
                ServerSocketChannel acceptor = ServerSocketChannel.open();
                ServerSocketChannel sweeper = ServerSocketChannel.open()) {
            acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            container.start();
            nowhere.tell(new Fact.Ready());
            container.accept(List.of(new Container.Listener("training", acceptor, sweeper, false)));
            request(acceptor);
            container.drain(Set.of(), Duration.ZERO, Duration.ZERO).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static void request(ServerSocketChannel server) throws IOException {
        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            client.write(US_ASCII.encode("GET / HTTP/1.1\r\nHost: training\r\nConnection: close\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (client.read(answer.clear()) >= 0) {
                // to the end
            }
        }
    }

    private static void removeTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
