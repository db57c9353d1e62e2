package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.Scorecard;
import org.junicorn.container.shaping.ShapingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servlets see of what is done in front of them. */
class ShapingOfServletsTest {
    @TempDir
    Path folder;

    @TempDir
    Path pages;

    private int port;

    @Test
    void aServletSeesTheIdAndItsErrorsGetTheUsersPages() throws Exception {
        Path page = Files.writeString(pages.resolve("error.html"), "<p>${status} ${message} ${request_id}</p>");
        ShapingOptions options = new ShapingOptions(
                "X-Request-Id",
                List.of("127.0.0.1", "::1"),
                List.of(),
                List.of(),
                List.of("default=" + page),
                new ShapingOptions.Cors(List.of(), List.of(), List.of(), List.of(), false, Duration.ZERO),
                List.of(),
                0,
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                0);
        TestApp app = new TestApp(folder)
                .shaping(options)
                .servlet(
                        "Ids",
                        "/id",
                        "response.getWriter().print(request.getAttribute(\"org.junicorn.request_id\") + \" \""
                                + " + request.getHeader(\"X-Request-Id\"));")
                .servlet("Failing", "/fail", "response.sendError(409, \"a < b\");")
                .servlet("Throwing", "/throw", "throw new IllegalStateException(\"secret\");");
        try (Container running = new Container(
                        app.settings(""),
                        List.of(new Container.App("", app.model(), true)),
                        Scorecard.NONE,
                        new ContainerEvents() {
                            @Override
                            public void requestTimedOut(RunningRequest request) {}

                            @Override
                            public void requestStuck(RunningRequest request) {}
                        });
                ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            running.start();
            running.accept(List.of(new Container.Listener("main", acceptor, ServerSocketChannel.open(), false)));
            port = acceptor.socket().getLocalPort();
            HttpResponse<String> id = get("/id");
            String sent = id.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(id.body()).isEqualTo(sent + " " + sent);
            HttpResponse<String> failed = get("/fail");
            assertThat(failed.statusCode()).isEqualTo(409);
            assertThat(failed.body())
                    .isEqualTo("<p>409 a &lt; b "
                            + failed.headers().firstValue("X-Request-Id").orElseThrow() + "</p>");
            assertThat(get("/throw").body()).startsWith("<p>500  ");
            assertThat(get("/missing").body()).startsWith("<p>404 ");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString());
    }
}
