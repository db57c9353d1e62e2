package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that was written for Tomcat 9 and older. */
class JavaxIT {
    private static final String REMOVED = """
            values: [a] 1
            sessions: false
            encoded: true true
            from url: false
            real path: true
            servlets: false null
            """;

    @RegisterExtension
    final Servers servers = new Servers();

    private static Path war() {
        return Wars.sample("javax").resolve("javax.war");
    }

    @Test
    void itRunsWithAllThatNewerVersionsRemoved() throws HttpFailure {
        ServerProcess server = servers.server().app(war()).workers(2).serve();
        Address address = server.address();
        LogEvent converted = server.log().await("app.converted");
        assertThat(converted.field("evidence"))
                .isEqualTo("WEB-INF/classes/org/junicorn/samples/javax/RemovedServlet.class");
        assertThat(converted.field("archives")).isEqualTo("1"); // JSTL
        for (int i = 0; i < 4; i++) {
            Http.Response removed = Http.get(address, "/removed");
            assertThat(removed.status()).isEqualTo(202);
            assertThat(removed.text()).isEqualToNormalizingNewlines(REMOVED);
        }
        assertThat(Http.get(address, "/filtered/x").header("x-message")).isEqualTo("accepted, with a message");
        Http.Response page = Http.get(address, "/page.jsp");
        assertThat(page.status()).isEqualTo(203);
        assertThat(page.text())
                .contains("basket: pears", "address: true", "query: [1, 2]", "list: one two")
                .doesNotContain("javax");
        assertThat(Http.get(address, "/removed?gone=1").status()).isEqualTo(404);
    }

    @Test
    void requestsThatComeTogetherToASingleThreadModelServletGetAnInstanceEach() {
        Address address = servers.server().app(war()).serve().address();
        ExecutorService threads = Executors.newFixedThreadPool(4); // the common pool may have one thread
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> text(address, "/single"), threads));
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("mine"));
        threads.shutdown();
    }

    @Test
    void aFolderIsServedFromAConvertedCopyThatAReloadMakesAnew() throws IOException {
        Path folder = Wars.unpacked(war(), servers.directory().resolve("unpacked"));
        byte[] before =
                Files.readAllBytes(folder.resolve("WEB-INF/classes/org/junicorn/samples/javax/RemovedServlet.class"));
        ServerProcess server = servers.server().app(folder).serve();
        assertThat(server.log().await("app.converted").field("detail"))
                .isEqualTo("a copy of the folder is served; it is made anew at a reload when files changed");
        assertThat(Http.get(server.address(), "/removed").text()).isEqualToNormalizingNewlines(REMOVED);
        assertThat(Files.readAllBytes(
                        folder.resolve("WEB-INF/classes/org/junicorn/samples/javax/RemovedServlet.class")))
                .isEqualTo(before);
        Files.writeString(folder.resolve("page.jsp"), "<%@ page import=\"javax.servlet.http.Cookie\" %>fresh");
        int mark = server.log().mark();
        server.signal("HUP");
        server.log().awaitSince(mark, "app.converted");
        Await.until(
                "the changed page is served",
                () -> Http.get(server.address(), "/page.jsp").text().equals("fresh"));
    }

    @Test
    void aSecondStartConvertsNothingAndUsesTheArchiveOfTheFirst() throws HttpFailure {
        Path work = servers.directory().resolve("work");
        ServerProcess first = servers.server()
                .app(war())
                .workDirElsewhere()
                .option("--work-dir", work)
                .serve();
        first.log().await("archive.made");
        first.close();
        ServerProcess second = servers.server()
                .app(war())
                .workDirElsewhere()
                .option("--work-dir", work)
                .serve();
        assertThat(second.log().await("app.prepared").field("reused")).isEqualTo("true");
        assertThat(Http.get(second.address(), "/removed").text()).isEqualToNormalizingNewlines(REMOVED);
        assertThat(second.log().text()).doesNotContain("app.converted", "archive.made");
    }

    @Test
    void itIsRefusedIfItMustNotBeConverted() {
        ServerProcess server =
                servers.server().app(war()).option("--jakarta-converter", "off").start();
        assertThat(server.awaitExit()).isEqualTo(4);
        assertThat(server.log().text())
                .contains(
                        "it is an application for javax.servlet (Java EE 8 or older), as WEB-INF/classes/org/junicorn/"
                                + "samples/javax/RemovedServlet.class shows, and jakarta_converter = off; set it to auto, or"
                                + " build the application for jakarta.servlet");
    }

    private static String text(Address address, String path) {
        try {
            return Http.get(address, path).text();
        } catch (HttpFailure e) {
            throw new UncheckedIOException(e);
        }
    }
}
