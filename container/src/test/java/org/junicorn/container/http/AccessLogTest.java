package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpHandler;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AccessLogTest {
    private static final String DEFAULT = "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"";
    private static final HttpHandler HELLO = exchange -> {
        exchange.getResponseHeaders().put(new io.undertow.util.HttpString("X-Out"), "out");
        exchange.getOutputStream().write("hello".getBytes());
    };

    @TempDir
    Path folder;

    private List<String> log(String format, String... request) throws Exception {
        Path file = folder.resolve("access.log");
        try (TestServer server = TestServer.blocking(c -> c.accessLog(file, format), HELLO);
                Client client = server.client()) {
            client.ask(request);
            // Before the client leaves: a connection that ends first is logged with what was counted until then.
            await().until(() -> !Files.readAllLines(file).isEmpty());
        }
        return Files.readAllLines(file);
    }

    @Test
    void writesGunicornsDefaultFormat() throws Exception {
        List<String> lines = log(
                DEFAULT,
                "GET /a/../b?c=d HTTP/1.1",
                "Host: h",
                "Referer: http://r/",
                "User-Agent: me",
                "Authorization: Basic dG9tOnNlY3JldA==");
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("127\\.0\\.0\\.1 - tom "
                        + "\\[\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] "
                        + "\"GET /a/\\.\\./b\\?c=d HTTP/1\\.1\" 200 5 \"http://r/\" \"me\"");
    }

    @Test
    void knowsAllAtoms() throws Exception {
        List<String> lines = log(
                "%(m)s|%(U)s|%(q)s|%(H)s|%(B)s|%(T)s|%(M)s|%(D)s|%(L)s|%(p)s|%({X-In}i)s|%({x-out}o)s|"
                        + "%({PATH}e)s|%({nothing}i)s|%(f)s|100%%",
                "GET /x?y HTTP/1.1", "Host: h", "X-In: first", "X-In: last");
        assertThat(lines)
                .singleElement()
                .asString()
                .matches("GET\\|/x\\|y\\|HTTP/1\\.1\\|5\\|0\\|\\d+\\|\\d+\\|0\\.\\d{6}"
                        + "\\|<" + ProcessHandle.current().pid() + ">\\|last\\|out\\|"
                        + java.util.regex.Pattern.quote(System.getenv("PATH")) + "\\|-\\|-\\|100%");
    }

    @Test
    void noClientCanForgeALineOrAField() throws Exception {
        List<String> lines = log(
                "\"%(a)s\" \"%(u)s\" %(q)s",
                "GET /?q=%22%0a HTTP/1.1",
                "Host: h",
                "User-Agent: a\" 200 \\\tb\u00e9",
                // tom, a line feed, 1.2.3.4
                "Authorization: Basic dG9tCjEuMi4zLjQ6eA==");
        assertThat(lines).containsExactly("\"a\\\" 200 \\\\\\x09b\\xe9\" \"tom\\x0a1.2.3.4\" q=%22%0a");
    }

    @Test
    void writesJson() throws Exception {
        List<String> lines = log("json", "GET /x?a=%22b HTTP/1.1", "Host: h", "User-Agent: a\"\\\t\u00e9");
        assertThat(lines)
                .singleElement()
                .asString()
                .matches(
                        "\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z\",\"remote\":\"127\\.0\\.0\\.1\","
                                + "\"user\":\"\",\"method\":\"GET\",\"path\":\"/x\",\"query\":\"a=%22b\",\"protocol\":\"HTTP/1\\.1\","
                                + "\"status\":200,\"bytes\":5,\"seconds\":0\\.\\d{6},\"referer\":\"\","
                                + "\"user_agent\":\"a\\\\\"\\\\\\\\\\\\u0009\\\\u00e9\",\"pid\":\\d+}");
    }

    @Test
    void logsWhatIsRefused() throws Exception {
        assertThat(log("%(r)s %(s)s", "GET /%00 HTTP/1.1", "Host: h")).containsExactly("GET /%00 HTTP/1.1 400");
    }

    @Test
    void logsAClientThatWentAway() throws Exception {
        Path file = folder.resolve("access.log");
        java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
        try (TestServer server = TestServer.blocking(c -> c.accessLog(file, "%(U)s %(s)s"), exchange -> {
            release.await();
            exchange.getOutputStream().write(new byte[1_000_000]);
        })) {
            Client client = server.client();
            client.send("GET /gone HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> server.card().busy.get() == 1);
            client.reset();
            release.countDown();
            await().until(() -> Files.exists(file) && !Files.readAllLines(file).isEmpty());
            assertThat(Files.readAllLines(file)).singleElement().asString().startsWith("/gone ");
        }
    }

    @Test
    void knowsTomcatsPatterns() throws Exception {
        List<String> lines = log(
                "%a|%A|%B|%h|%H|%l|%m|%q|%s|%u|%U|%v|%p|%P|%T|%X|%S|%{X-In}i|%{x-out}o|%{b}c|%{none}c|%{none}i|%{peer}a|"
                        + "%{x}r|%{y}s|100%%",
                "GET /x?y HTTP/1.1",
                "Host: shop.example:81",
                "X-In: first",
                "X-In: last",
                "Cookie: a=1; b=two",
                "Authorization: Basic dG9tOnNlY3JldA==");
        assertThat(lines)
                .containsExactly("127.0.0.1|127.0.0.1|5|127.0.0.1|HTTP/1.1|-|GET|?y|200|-|/x|shop.example|81|"
                        + ProcessHandle.current().pid() + "|0|+|-|first,last|out|two|-|-|127.0.0.1|-|-|100%");
    }

    @Test
    void timesAreInTomcatsUnits() throws Exception {
        assertThat(log(
                                "%t %D %F %I %{us}T %{ms}T %{fracsec}T %{sec}t %{end:msec}t %{msec_frac}t"
                                        + " %{begin:yyyy-MM-dd'T'HH:mm:ss.SSSZ}t %{begin}t %{c}L %{remote}p",
                                "GET / HTTP/1.1", "Host: h")
                        .get(0))
                .matches(
                        "\\[\\d\\d/[A-Z][a-z][a-z]/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] \\d+ \\d+ request-\\d+ \\d+ \\d+"
                                + " \\d+\\.\\d{3} \\d{10} \\d{13} \\d{3}"
                                + " \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d{4} \\[\\d\\d/[A-Z].* [+-]\\d{4}] [0-9a-f]+ \\d+");
    }

    @Test
    void presetsAreThoseOfTomcat() throws Exception {
        assertThat(log("combined", "GET /a?b HTTP/1.1", "Host: h", "Referer: r", "User-Agent: \"me\"")
                        .get(0))
                .matches("127\\.0\\.0\\.1 - - \\[.*] \"GET /a\\?b HTTP/1\\.1\" 200 5 \"r\" \"\\\\\"me\\\\\"\"");
        Path empty = folder.resolve("empty.log");
        try (TestServer server = TestServer.blocking(c -> c.accessLog(empty, "common"), exchange -> {})) {
            server.get("/");
            await().until(() -> !Files.readAllLines(empty).isEmpty());
        }
        assertThat(Files.readString(empty)).matches("127\\.0\\.0\\.1 - - \\[.*] \"GET / HTTP/1\\.1\" 200 -\n");
    }

    @Test
    void noClientCanForgeAFieldOfTomcatsPatterns() throws Exception {
        assertThat(log(
                        "\"%{User-Agent}i\" \"%{b}c\" %v",
                        "GET / HTTP/1.1", "Host: h", "User-Agent: a\" 200 \\\tb\u00e9", "Cookie: b=x|y"))
                .containsExactly("\"a\\\" 200 \\\\\\x09b\\xe9\" \"x|y\" h");
    }

    @Test
    void whatIsNoRequestHasAnAddressAtMost() throws Exception {
        assertThat(log("%h %A %v %p %r %s %X %{peer}a %{c}L %u %{b}c %F", "GET / HTTP/1.1", "X : 1"))
                .singleElement()
                .asString()
                .startsWith("127.0.0.1 - - - - 400 ");
    }

    @Test
    void aCopyOfEachLineCanGoElsewhere() throws Exception {
        List<String> copies = java.util.Collections.synchronizedList(new ArrayList<>());
        AccessLogSettings settings = new AccessLogSettings(Optional.empty(), -1, "%(r)s", Optional.of(copies::add));
        try (TestServer server = TestServer.blocking(c -> c.accessLog(settings), HELLO)) {
            server.get("/x");
            await().until(() -> copies.equals(List.of("GET /x HTTP/1.1")));
            server.server().reopenLogs();
        }
    }

    private static void assertRefused(String format, String reason) {
        assertThatThrownBy(() -> AccessLogSyntax.check(format))
                .as(format)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void refusesWhatIsNeitherAtomNorPattern() {
        String atoms = "; known are h l u t r m U q H s b B f a T M D L p, {header}i, {header}o and {variable}e";
        assertRefused("a %(x)s", "unknown atom %(x)s at character 3" + atoms);
        assertRefused("%(hh)s", "unknown atom %(hh)s at character 1" + atoms);
        assertRefused("%({a}x)s", "unknown atom %({a}x)s at character 1" + atoms);
        assertRefused("%({}i)s", "unknown atom %({}i)s at character 1" + atoms);
        String begins = "character 1 begins no atom; write atoms as in %(h)s, and %% for a percent sign";
        assertRefused("%(h)", begins);
        assertRefused("%(h)d", begins);
        String patterns = "; known are a A b B D F h H I l m p P q r s S t T u U v X, {header}i, {header}o, {cookie}c,"
                + " {attribute}r, {attribute of the session}s, {format}t, {unit}T, {remote|peer}a, {local|remote}p and"
                + " {c}L; write %% for a percent sign";
        assertRefused("a %", "unknown pattern % at character 3" + patterns);
        assertRefused("%h %z", "unknown pattern %z at character 4" + patterns);
        assertRefused("%{a}h", "unknown pattern %{a}h at character 1" + patterns);
        assertRefused("%{}i", "unknown pattern %{}i at character 1" + patterns);
        assertRefused("%{a", "character 1 begins a pattern without a closing }");
        assertRefused("%{far}a", "unknown name in %{far}a at character 1; known are remote, peer");
        assertRefused("%{h}T", "unknown name in %{h}T at character 1; known are ns, us, ms, s, fracsec");
        assertRefused(
                "%{end:bad}t",
                "%{end:bad}t at character 1 is no time: Illegal pattern character 'b'; write sec, msec, msec_frac or"
                        + " letters of java.text.SimpleDateFormat, after begin: or end:");
        assertRefused(
                "%% %(h)s %h",
                "a mix: gunicorn's atoms, as in %(h)s, begin at character 4 and Tomcat's patterns, as in %h, at character"
                        + " 10; use one of them");
    }

    @Test
    void whatIsAcceptedIsCompiled() {
        for (char letter = '0'; letter <= 'z'; letter++) {
            for (String format :
                    List.of("%(" + letter + ")s", "%({local}" + letter + ")s", "%" + letter, "%{remote}" + letter)) {
                assertThat(accepts(() -> AccessLogFormat.of(format)))
                        .as(format)
                        .isEqualTo(accepts(() -> AccessLogSyntax.check(format)));
            }
        }
    }

    private static boolean accepts(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void aWrongFormatIsAnErrorAtTheStart() {
        assertThatThrownBy(() -> TestServer.blocking(c -> c.accessLog(folder.resolve("a"), "%(x)s"), HELLO))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("access_log_format = \"%(x)s\": unknown atom %(x)s at character 1;");
    }

    @Test
    void aFileThatCannotBeWrittenIsAnErrorAtTheStart() {
        Path file = folder.resolve("missing/access.log");
        assertThatThrownBy(() -> TestServer.blocking(c -> c.accessLog(file, DEFAULT), HELLO))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("access log " + file + " cannot be opened for appending: No such file or directory; give a"
                        + " file that this user may write, or none");
        assertThatThrownBy(() -> TestServer.blocking(c -> c.accessLog(folder, DEFAULT), HELLO))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("Is a directory");
    }

    @Test
    void isReadableByOwnerAndGroupOnly() throws Exception {
        log("x", "GET / HTTP/1.1", "Host: h");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("access.log"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void writesToANewFileAfterItWasRenamed() throws Exception {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        try (TestServer server = TestServer.blocking(c -> c.accessLog(file, "%(U)s"), HELLO)) {
            server.get("/1");
            await().until(() -> Files.readAllLines(file).size() == 1);
            Files.move(file, old);
            server.get("/2");
            await().until(() -> Files.readAllLines(old).size() == 2);
            server.server().reopenLogs();
            server.get("/3");
            await().until(() -> Files.readAllLines(file).equals(List.of("/3")));
            assertThat(Files.readAllLines(old)).containsExactly("/1", "/2");
        }
    }

    @Test
    void appendsWholeLinesFromSeveralServers() throws Exception {
        Path file = folder.resolve("access.log");
        List<Thread> clients = new ArrayList<>();
        try (SharedSocket socket = SharedSocket.tcp();
                TestServer first = TestServer.start(
                        socket,
                        new TestServer.Change().accessLog(file, "%(r)s end").settings(),
                        TestServer.blocking(HELLO));
                TestServer second = TestServer.start(
                        socket,
                        new TestServer.Change().accessLog(file, "%(r)s end").settings(),
                        TestServer.blocking(HELLO))) {
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try (Client client = Client.connect(socket.address())) {
                        for (int j = 0; j < 200; j++) {
                            client.get("/" + "x".repeat(1000));
                        }
                    } catch (java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                clients.add(thread);
            }
            for (Thread client : clients) {
                client.join();
            }
            await().until(() ->
                    first.card().finished.get() + second.card().finished.get() == 800);
        }
        assertThat(Files.readAllLines(file)).hasSize(800).allMatch(line -> line.matches("GET /x{1000} HTTP/1.1 end"));
    }

    @Test
    void writesToAnInheritedDescriptor() throws Exception {
        Path file = folder.resolve("inherited");
        try (FileOutputStream stream = new FileOutputStream(file.toFile(), true)) {
            java.lang.reflect.Method number =
                    Class.forName("sun.nio.ch.IOUtil").getMethod("fdVal", java.io.FileDescriptor.class);
            number.setAccessible(true);
            int descriptor = (int) number.invoke(null, stream.getFD());
            AccessLogFile log = AccessLogFile.open(new AccessLogSettings(Optional.empty(), descriptor, "x"));
            log.write("one");
            log.reopen();
            log.close();
            stream.write("two\n".getBytes()); // it was not closed
        }
        assertThat(file).hasContent("one\ntwo");
    }

    @Test
    void aFullDiskIsToldOnceAndFailsNoRequest() throws Exception {
        try (Logs logs = new Logs();
                TestServer server = TestServer.blocking(c -> c.accessLog(Path.of("/dev/full"), "%(r)s"), HELLO)) {
            for (int i = 0; i < 5; i++) {
                assertThat(server.get("/").status()).isEqualTo(200);
            }
            await().until(() -> server.card().finished.get() == 5);
            assertThat(logs.messages())
                    .containsExactly("the access log cannot be written, lines are lost: No space left on device");
        }
    }
}
