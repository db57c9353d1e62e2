package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A supervisor lives for months. */
class LeakIT {
    private static final int RELOADS = 200;

    /** Until then the compilers of the supervisor's JVM have done most of their work, which takes memory too. */
    private static final int WARM = 80;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void manyReloadsLeaveNothingBehind() throws IOException {
        ServerProcess server = servers.server()
                .option("--app", "org.junicorn.samples.hello.HelloServlet")
                .option("--class-path", Wars.sample("hello").resolve("classes"))
                .workers(1)
                .serve();
        reload(server, WARM);
        int descriptors = Proc.descriptors(server.pid());
        long resident = Proc.residentBytes(server.pid());
        Await.until("one worker is left", () -> server.workers().size() == 1);
        long files = files(server.directory().resolve("work"));

        reload(server, RELOADS - WARM);

        Await.until(
                "the supervisor and one worker are left", () -> server.tree().size() == 2);
        Await.until("no more descriptors than before", () -> Proc.descriptors(server.pid()) <= descriptors);
        assertThat(Proc.residentBytes(server.pid())).as("resident bytes").isLessThan(resident + (16 << 20));
        Await.until("no more files than before", () -> files(server.directory().resolve("work")) <= files);
    }

    @Test
    void replacedWarsAreNotKeptForEver() throws IOException {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "0");
        ServerProcess server = servers.server().app(war).serve();
        for (int i = 1; i <= 8; i++) {
            reloadWith(war, i, server);
        }
        Await.until("one worker is left", () -> server.workers().size() == 1);

        reloadWith(war, 9, server);

        // The one that served, the one that serves now, and two more for a rollback.
        Await.until("four are left", () -> kept(server, "work/apps") == 4 && kept(server, "work/apps/.stamps") <= 4);
    }

    private static long kept(ServerProcess server, String folder) throws IOException {
        try (Stream<Path> entries = Files.list(server.directory().resolve(folder))) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .count();
        }
    }

    private static void reloadWith(Path war, int version, ServerProcess server) throws IOException {
        Wars.probeVersion(war, Integer.toString(version));
        Reloads.reload(server);
    }

    private static void reload(ServerProcess server, int times) {
        for (int i = 0; i < times; i++) {
            Reloads.reload(server);
        }
    }

    private static long files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.count();
        } catch (UncheckedIOException e) { // one was removed meanwhile
            return Long.MAX_VALUE;
        }
    }
}
