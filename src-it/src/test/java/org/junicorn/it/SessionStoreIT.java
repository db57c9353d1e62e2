package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The file in which a machine's sessions are. */
class SessionStoreIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private static Path folder(ServerProcess server) {
        return server.directory().resolve("work/sessions");
    }

    private static List<Path> files(ServerProcess server) {
        try (Stream<Path> all = Files.walk(folder(server))) {
            return all.filter(path -> path.toString().contains(".mdb")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(ServerProcess server) {
        return files(server).stream().mapToLong(SessionStoreIT::allocated).sum();
    }

    /** What a file, which may have holes, takes on the disk. */
    private static long allocated(Path file) {
        try {
            Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
            return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onlyTheServersUserCanReadIt() throws Exception {
        ServerProcess server = servers.session().workers(2).serve();
        new SessionClient(server).post("/count");
        List<Path> files = files(server);
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
            assertThat(permissions(file.getParent())).isEqualTo("rwx------");
        }
        assertThat(permissions(folder(server))).isEqualTo("rwx------");
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void anApplicationWithoutSessionsHasNone() throws Exception {
        ServerProcess server = servers.server().app(Wars.hello()).workers(2).serve();
        for (int i = 0; i < 20; i++) {
            assertThat(Http.get(server.address(), "/hello").status()).isEqualTo(200);
        }
        assertThat(files(server)).isEmpty();
    }

    private static final int SESSIONS = 10_000;
    private static final int BYTES = 8_000;

    /**
     * More sessions than fit into the heap of a worker: what is not used is not kept there, and the place of those that
     * have ended is used again.
     */
    @Test
    void aWorkerNeedsNoMemoryForSessionsThatNobodyUses() throws Exception {
        ServerProcess server =
                servers.session().workers(2).option("--java-opts", "-Xmx48m").serve();
        List<String> ids = fill(server, SESSIONS);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            int which = random.nextInt(ids.size());
            SessionClient client = new SessionClient(server).with(ids.get(which));
            assertThat(client.get("/big").number("bytes")).isEqualTo(BYTES);
        }
        assertThat(server.log().events("worker.exited")).isEmpty();
        long full = bytes(server);
        end(server, ids);
        fill(server, SESSIONS);
        assertThat(bytes(server)).as("bytes of the store").isLessThan(full * 3 / 2);
        assertThat(server.log().events("worker.exited")).isEmpty();
    }

    private static List<String> fill(ServerProcess server, int count) throws Exception {
        return inParallel(
                count,
                (connection, i) -> {
                    Http.Response made =
                            connection.exchange("POST", "/big?bytes=" + BYTES + "&seed=" + i, List.of(), new byte[0]);
                    assertThat(made.status()).isEqualTo(200);
                    return made.header("set-cookie")
                            .substring("JSESSIONID=".length())
                            .split(";")[0];
                },
                server);
    }

    private static void end(ServerProcess server, List<String> ids) throws Exception {
        inParallel(
                ids.size(),
                (connection, i) -> {
                    List<String> cookie = List.of("Cookie: JSESSIONID=" + ids.get(i));
                    assertThat(connection
                                    .exchange("POST", "/invalidate", cookie, new byte[0])
                                    .status())
                            .isEqualTo(200);
                    return "";
                },
                server);
    }

    private interface Request {
        String send(Http.Connection connection, int number) throws HttpFailure;
    }

    private static List<String> inParallel(int count, Request request, ServerProcess server) throws Exception {
        int clients = 8;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                int first = c;
                parts.add(threads.submit(() -> {
                    List<String> answers = new ArrayList<>();
                    try (Http.Connection connection = Http.Connection.open(server.address())) {
                        for (int i = first; i < count; i += clients) {
                            answers.add(request.send(connection, i));
                        }
                    }
                    return answers;
                }));
            }
            List<String> all = new ArrayList<>();
            for (Future<List<String>> part : parts) {
                all.addAll(part.get(20, TimeUnit.MINUTES));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
