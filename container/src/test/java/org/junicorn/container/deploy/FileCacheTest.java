package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junicorn.container.deploy.FileCache.Field;
import org.junicorn.container.deploy.FileCache.Source;
import org.junicorn.container.deploy.FileCache.Validation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileCacheTest {
    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final FileCache cache =
            new FileCache(new FileCache.Limits(10_000, 2_000, Duration.ofSeconds(5)), nanos::get);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(); // without a wish for another protocol
    private Undertow server;

    @BeforeEach
    void start() {
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setHandler(exchange -> {
                    Optional<CachedFile> file = cache.find(exchange, exchange.getRelativePath());
                    if (file.isPresent()) {
                        file.get().answer(exchange);
                    } else {
                        exchange.setStatusCode(404);
                    }
                })
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Path file(String name, String text, Instant modified) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    private void keep(String path, Path file) throws IOException {
        Field type = new Field(Headers.CONTENT_TYPE, "text/plain");
        cache.keep(
                path,
                new Validation("\"1\"", 0, List.of(), false),
                List.of(new Source("", file, attributes(file), List.of(type))));
    }

    private String get(String path) throws IOException, InterruptedException {
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        var response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : "" + response.statusCode();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void onceItsTimeIsOverOneRequestLooksAtAFileAndOthersGetWhatIsKnown() throws Exception {
        Path file = file("a.txt", "one", Instant.EPOCH);
        keep("/a", file);
        pass(Duration.ofSeconds(4));
        assertThat(get("/a")).isEqualTo("one");
        pass(Duration.ofSeconds(1));
        assertThat(get("/a")).isEqualTo("404");
        assertThat(get("/a")).isEqualTo("one");
        pass(Duration.ofSeconds(1)); // nobody has said what was seen
        assertThat(get("/a")).isEqualTo("404");
        cache.seen("/a", file, attributes(file));
        pass(Duration.ofSeconds(4));
        assertThat(get("/a")).isEqualTo("one");
    }

    @Test
    void aFileThatHasChangedIsReadAgain() throws Exception {
        Path file = file("a.txt", "one", Instant.EPOCH);
        keep("/a", file);
        file("a.txt", "two", Instant.EPOCH.plusNanos(1_000_000));
        assertThat(get("/a")).isEqualTo("one");
        keep("/a", file);
        assertThat(get("/a")).isEqualTo("two");
        file("a.txt", "longer", Instant.EPOCH.plusNanos(1_000_000));
        cache.seen("/a", file, attributes(file));
        assertThat(get("/a")).isEqualTo("404");
    }

    @Test
    void aFileThatWasWrittenJustNowIsNotKept() throws Exception {
        Path file = file("a.txt", "one", Instant.EPOCH);
        keep("/a", file);
        file("a.txt", "two", Instant.now().plusMillis(500));
        keep("/a", file);
        assertThat(get("/a")).isEqualTo("404");
    }

    @Test
    void whatNobodyAskedForLatelyMakesRoom() throws Exception {
        Path file = file("a.txt", "x".repeat(1_900), Instant.EPOCH);
        keep("/a", file);
        keep("/b", file);
        keep("/c", file);
        keep("/d", file);
        assertThat(get("/d")).isEqualTo("404");
        pass(Duration.ofSeconds(4));
        keep("/a", file);
        pass(Duration.ofSeconds(1));
        keep("/d", file);
        assertThat(get("/d")).hasSize(1_900);
        assertThat(get("/a")).hasSize(1_900);
        assertThat(get("/b")).isEqualTo("404");
    }

    @Test
    void aFileMayHaveAnyNumberOfNamesButNotInMemory() throws Exception {
        Path empty = file("empty.txt", "", Instant.EPOCH);
        for (int i = 0; i < 100; i++) {
            keep("/" + i, empty);
        }
        assertThat(get("/0")).isEmpty();
        assertThat(get("/99")).isEqualTo("404");
    }

    @Test
    void largeFilesAreNotKept() throws Exception {
        Path file = file("a.txt", "x".repeat(2_001), Instant.EPOCH);
        keep("/a", file);
        assertThat(get("/a")).isEqualTo("404");
    }
}
