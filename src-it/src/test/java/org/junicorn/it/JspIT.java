package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JSPs in two workers: a page is compiled once for both. */
class JspIT {
    private static final String PAGE = " <%= ProcessHandle.current().pid() %>";

    @RegisterExtension
    final Servers servers = new Servers();

    private Path war(String page) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("page.jsp", page.getBytes(UTF_8));
        entries.put("WEB-INF/web.xml", "<web-app version=\"6.1\"/>".getBytes(UTF_8));
        return Wars.of(servers.directory().resolve("app.war"), entries);
    }

    /** The class files of the page in all entries, each as it was written. */
    private static Set<Object> compiled(ServerProcess server) {
        try (Stream<Path> files = Files.walk(server.directory().resolve("work/apps"))) {
            Set<Object> found = new HashSet<>();
            for (Path file :
                    files.filter(path -> path.endsWith("page_jsp.class")).toList()) {
                found.add(file + " " + Files.getAttribute(file, "unix:ino") + " "
                        + Files.getAttribute(file, "unix:ctime"));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks until both workers have answered. */
    private static void untilBothAnswer(ServerProcess server, String version) {
        Set<String> pids = new HashSet<>();
        Await.until("both workers have answered", () -> {
            try {
                String text = Http.get(server.address(), "/page.jsp").text().strip();
                assertThat(text).startsWith(version + " ");
                pids.add(text);
                return pids.size() == 2;
            } catch (HttpFailure e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aPageIsCompiledOnceForBothWorkersAndAgainWhenTheWarChanges() throws Exception {
        ServerProcess server =
                servers.server().app(war("one" + PAGE)).workers(2).serve();
        assertThat(compiled(server)).isEmpty();
        assertThat(Http.get(server.address(), "/page.jsp").text()).startsWith("one ");
        Set<Object> once = compiled(server);
        assertThat(once).hasSize(1);
        untilBothAnswer(server, "one");
        assertThat(compiled(server)).isEqualTo(once);
        war("two" + PAGE);
        Reloads.reload(server);
        untilBothAnswer(server, "two");
        assertThat(compiled(server)).hasSize(2).containsAll(once);
    }

    @Test
    void pagesAreCompiledBeforeAnyWorkerStarts() throws Exception {
        ServerProcess server = servers.server()
                .app(war("one" + PAGE))
                .workers(2)
                .option("--precompile-jsps")
                .serve();
        assertThat(server.log().await("jsps.compiled").field("pages")).isEqualTo("1");
        Set<Object> before = compiled(server);
        assertThat(before).hasSize(1);
        untilBothAnswer(server, "one");
        assertThat(compiled(server)).isEqualTo(before);
        Reloads.reload(server);
        assertThat(server.log().events("jsps.compiled")).hasSize(1);
        assertThat(compiled(server)).isEqualTo(before);
    }

    @Test
    void aPageThatDoesNotCompileEndsTheStartWithItsLine() {
        ServerProcess server = servers.server()
                .app(war("<p>\n<%= missing %>"))
                .option("--precompile-jsps")
                .start();
        assertThat(server.awaitExit()).isEqualTo(4);
        List<String> lines = server.log().lines();
        int first = lines.indexOf("junicorn: " + servers.directory().resolve("app.war")
                + ": 1 of 1 JSPs does not compile (precompile_jsps):");
        assertThat(first).isNotNegative();
        assertThat(lines.subList(first + 1, first + 4))
                .containsExactly(
                        "  /page.jsp: Unable to compile class for JSP: ",
                        "    An error occurred at line: [2] in the jsp file: [/page.jsp]",
                        "    missing cannot be resolved to a variable");
        assertThat(lines).noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void aReloadWithAPageThatDoesNotCompileFails() throws Exception {
        ServerProcess server = servers.server()
                .app(war("one" + PAGE))
                .option("--precompile-jsps")
                .serve();
        war("<%= missing %>");
        assertThat(Reloads.failingReload(server).field("reason"))
                .contains("1 of 1 JSPs does not compile", "missing cannot be resolved to a variable");
        assertThat(Http.get(server.address(), "/page.jsp").text()).startsWith("one ");
    }
}
