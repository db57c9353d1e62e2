package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.deploy.ErrorReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ErrorPagesTest {
    @TempDir
    Path folder;

    private String page(String when, String name, String text) throws IOException {
        return when + "=" + Files.writeString(folder.resolve(name), text);
    }

    private static Client.Response ask(TestServer server, String path, String accept) throws IOException {
        try (Client client = server.client()) {
            return client.ask("GET " + path + " HTTP/1.1", "Host: h", "Accept: " + accept);
        }
    }

    @Test
    void aRefusalIsAnsweredWithThePageOfItsStatusThenOfItsClassThenWithTheDefault() throws Exception {
        String[] pages = {
            page("404", "404.html", "<p>lost: ${message} ${nothing}</p>"),
            page("4xx", "4xx.html", "<p>${status} ${reason}: ${message} (${request_id})</p>"),
            page("default", "sorry.txt", "sorry, ${status}")
        };
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .errorPages(pages)
                        .requestIds("X-Request-Id")
                        .options()),
                exchange -> {
                    int status = Integer.parseInt(exchange.getRelativePath().substring(1));
                    ErrorReport.send(exchange, status, "no \"x\" & <y>");
                })) {
            assertThat(server.get("/404").text()).isEqualTo("<p>lost: no &quot;x&quot; &amp; &lt;y&gt; ${nothing}</p>");
            Client.Response gone = server.get("/410");
            assertThat(gone.text())
                    .isEqualTo(
                            "<p>410 Gone: no &quot;x&quot; &amp; &lt;y&gt; (" + gone.header("x-request-id") + ")</p>");
            assertThat(gone.header("content-type")).isEqualTo("text/html;charset=utf-8");
            assertThat(gone.headers()).doesNotContainKey("content-language");
            assertThat(server.get("/503").text()).isEqualTo("sorry, 503");
            assertThat(server.get("/503").header("content-type")).isEqualTo("text/plain;charset=utf-8");
            assertThat(server.get("/%00").text()).startsWith("<p>400 Bad Request: ");
        }
    }

    @Test
    void whatTheClientAcceptsDecidesBetweenPagesOfDifferentKinds() throws Exception {
        String[] pages = {
            page("default", "error.html", "<p>${status}</p>"),
            page("default", "error.json", "{\"status\":${status},\"message\":\"${message}\"}")
        };
        try (TestServer server = TestServer.blocking(
                c -> c.shaping(Shapes.some().errorPages(pages).options()),
                exchange -> ErrorReport.send(exchange, 500, "a \"b\" \\ c"))) {
            assertThat(ask(server, "/", "application/json").text())
                    .isEqualTo("{\"status\":500,\"message\":\"a \\\"b\\\" \\\\ c\"}");
            assertThat(ask(server, "/", "text/html,application/json;q=0.9").text())
                    .isEqualTo("<p>500</p>");
            assertThat(ask(server, "/", "text/*;q=0.1, application/*").text()).startsWith("{");
            assertThat(ask(server, "/", "image/png").text()).isEqualTo("<p>500</p>");
            assertThat(server.get("/").text()).isEqualTo("<p>500</p>");
        }
    }

    @Test
    void whatIsNoRequestAndWhatTakesTooLongIsAnsweredWithThem() throws Exception {
        String[] pages = {page("default", "error.html", "<p>own ${status}</p>")};
        CountDownLatch end = new CountDownLatch(1);
        try (TestServer server = TestServer.blocking(
                c -> c.requestTimeout(Duration.ofMillis(100))
                        .shaping(Shapes.some().errorPages(pages).options()),
                exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // its time is up
                    }
                })) {
            try (Client client = server.client()) {
                assertThat(client.ask("GET / HTTP/1.1", "Host h").text()).isEqualTo("<p>own 400</p>");
            }
            assertThat(server.get("/slow").text()).isEqualTo("<p>own 503</p>");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aPageThatCannotBeReadEndsTheStart() {
        String lost = "500=" + folder.resolve("lost.html");
        assertThatThrownBy(() -> TestServer.blocking(
                        c -> c.shaping(Shapes.some().errorPages(lost).options()), exchange -> {}))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("error_page = \"" + lost + "\": the file cannot be read as UTF-8: ");
    }
}
