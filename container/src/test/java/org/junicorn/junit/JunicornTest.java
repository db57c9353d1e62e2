package org.junicorn.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junicorn.container.war.InvalidAppException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JunicornTest {
    /** Loaded twice: by the tests, where its counter stays 0, and by the application. */
    @WebServlet("/count")
    public static final class Counter extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static int requests;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            requests++;
            response.getWriter()
                    .print(request.getContextPath() + " " + requests + " "
                            + getServletContext().getInitParameter("database"));
        }
    }

    @RegisterExtension
    static final Junicorn shared = Junicorn.servlet(Counter.class).build();

    @RegisterExtension
    final Junicorn fresh =
            Junicorn.servlet(Counter.class).contextPath("/fresh").threads(2).build();

    @TempDir
    Path folder;

    private static String get(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        assertThat(connection.getResponseCode()).as(uri.toString()).isEqualTo(200);
        return new String(connection.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] classFile() throws IOException {
        String name = "/" + Counter.class.getName().replace('.', '/') + ".class";
        try (var in = Counter.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static String classEntry() {
        return "WEB-INF/classes/" + Counter.class.getName().replace('.', '/') + ".class";
    }

    private Path exploded() throws IOException {
        Path app = folder.resolve("shop");
        Path file = app.resolve(classEntry());
        Files.createDirectories(file.getParent());
        Files.write(file, classFile());
        Files.writeString(app.resolve("index.html"), "welcome");
        return app;
    }

    private Path war() throws IOException {
        Path war = folder.resolve("shop.war");
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(classEntry()));
            zip.write(classFile());
            zip.closeEntry();
        }
        return war;
    }

    private static List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("junicorn-test-"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anInstanceFieldIsAServerForEachTest(int round) throws IOException {
        assertThat(get(fresh.uri("count"))).as("round " + round).isEqualTo("/fresh 1 null");
    }

    @Test
    void theBaseAddressHasTheContextPathAndASlash() {
        assertThat(fresh.uri()).hasToString("http://127.0.0.1:" + fresh.port() + "/fresh/");
        assertThat(fresh.uri("/a?b=c")).hasToString("http://127.0.0.1:" + fresh.port() + "/fresh/a?b=c");
        assertThat(shared.uri()).hasToString("http://127.0.0.1:" + shared.port() + "/");
    }

    @Test
    void theApplicationSharesNoStaticStateWithTheTest() throws IOException {
        get(shared.uri("/count"));
        assertThat(Counter.requests).isZero();
    }

    @Nested
    class InANestedClass {
        @Test
        void aStaticFieldIsTheSameServer(TestInfo info) throws IOException {
            int before = count();
            assertThat(count()).isEqualTo(before + 1);
        }

        @Test
        void alsoForItsOtherTests() throws IOException {
            assertThat(count()).isPositive();
        }

        private int count() throws IOException {
            return Integer.parseInt(get(shared.uri("/count")).split(" ")[1]);
        }
    }

    @Test
    void aWarAndAFolderAreServedAndNothingIsLeftBehind() throws Exception {
        List<Path> before = leftBehind();
        for (Path app : List.of(war(), exploded())) {
            Junicorn server = Junicorn.war(app).build();
            server.beforeAll(null);
            server.beforeEach(null);
            URI uri = server.uri("count");
            assertThat(get(uri)).isEqualTo(" 1 null");
            server.afterEach(null);
            assertThat(get(uri)).isEqualTo(" 2 null");
            server.afterAll(null);
            assertThatThrownBy(() -> get(uri)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(server::uri)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the server for " + app + " does not run; is its field annotated with @RegisterExtension?");
        }
        assertThat(leftBehind()).isEqualTo(before);
    }

    @Test
    void aContextXmlIsLaidOverTheApplications() throws Exception {
        Path context = Files.writeString(
                folder.resolve("context.xml"),
                "<Context><Parameter name=\"database\" value=\"test\" override=\"false\"/></Context>");
        Junicorn server = Junicorn.war(war()).contextXml(context).build();
        server.beforeAll(null);
        try {
            assertThat(get(server.uri("count"))).isEqualTo(" 1 test");
        } finally {
            server.afterAll(null);
        }
    }

    @Test
    void anApplicationThatCannotBeDeployedFailsTheClassAndLeavesNothing() throws Exception {
        List<Path> before = leftBehind();
        Path app = exploded();
        Files.writeString(app.resolve("WEB-INF/web.xml"), "<web-app><servlet></web-app>");
        assertThatThrownBy(() -> Junicorn.war(app).build().beforeAll(null))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageContaining("web.xml");
        assertThatThrownBy(
                        () -> Junicorn.war(folder.resolve("none.war")).build().beforeAll(null))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageContaining("none.war");
        assertThat(leftBehind()).isEqualTo(before);
    }

    @Test
    void wrongValuesAreRefusedWhereTheyAreGiven() {
        assertThatThrownBy(() -> Junicorn.servlet(Counter.class).contextPath("shop"))
                .hasMessage("context path \"shop\": not / and not /name");
        assertThatThrownBy(() -> Junicorn.servlet(Counter.class).threads(0))
                .hasMessage("threads: 0; at least 1 is needed");
    }
}
