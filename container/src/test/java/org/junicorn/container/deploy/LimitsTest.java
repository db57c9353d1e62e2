package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junicorn.container.AppRules;
import org.junicorn.container.RequestLimits;
import org.junicorn.container.RequestRules;
import org.junicorn.container.war.WebAppModel.MultipartModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application sees of the rules for requests. */
class LimitsTest {
    private static final RequestRules TOMCAT = RequestRules.ofTomcat();
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path folder;

    private TestApp app() {
        TestApp app = new TestApp(folder)
                .servlet("Form", "/form", "response.getWriter().print(request.getParameterMap().size());")
                .servlet(
                        "Upload",
                        "/upload",
                        "response.getWriter().print(request.getParts().size() + \" \" + request.getParameter(\"p0\"));");
        return app.map(
                TestApp.servletModel("Upload", "/upload"),
                s -> TestApp.multipart(s, new MultipartModel("", 5000, 50_000, 100)));
    }

    private static HttpRequest.Builder form(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", FORM).POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder upload(HttpRequest.Builder request, int parts, String header, int size) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            body.append("--b\r\nContent-Disposition: form-data; name=\"p")
                    .append(i)
                    .append('"')
                    .append(header)
                    .append("\r\n\r\n")
                    .append("x".repeat(size))
                    .append("\r\n");
        }
        return request.header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body + "--b--\r\n"));
    }

    private static String refusal(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        return response.body().replaceFirst("(?s).*<b>Message</b> (.*?)</p>.*", "$1");
    }

    @Test
    void anErrorNamesTheLimitAndItsValue() throws Exception {
        try (Running running = app().start("")) {
            String big = "a=" + "x".repeat(3_000_000);
            assertThat(refusal(running.send("/form", r -> form(r, big)), 413))
                    .isEqualTo("the form has 3000002 bytes; max_post_size = 2097152");
            HttpResponse<String> chunked = running.send("/form", r -> r.header("Content-Type", FORM)
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(big))));
            assertThat(refusal(chunked, 413))
                    .isEqualTo("the form has more than 2097152 bytes; max_post_size = 2097152");
            assertThat(refusal(running.send("/form?q=1", r -> form(r, "a=b&".repeat(1000))), 400))
                    .isEqualTo("the request has 1001 parameters; max_parameter_count = 1000");
            assertThat(refusal(running.send("/upload", r -> upload(r, 51, "", 10)), 413))
                    .isEqualTo("the upload has 51 parts; max_part_count = 50");
            assertThat(refusal(
                            running.send("/upload", r -> upload(r, 1, "; filename=\"" + "x".repeat(500) + "\"", 10)),
                            413))
                    .isEqualTo("the header of the part p0 has 556 bytes; max_part_header_size = 512");
            assertThat(refusal(running.send("/upload", r -> upload(r, 1, "; filename=\"f\"", 5001)), 413))
                    .isEqualTo("a file of the upload is too large; max-file-size of the servlet Upload = 5000");
            assertThat(refusal(running.send("/upload", r -> upload(r, 20, "; filename=\"f\"", 4000)), 413))
                    .startsWith("the upload has ")
                    .endsWith(" bytes; max-request-size of the servlet Upload = 50000");
            assertThat(running.send("/upload", r -> upload(r, 50, "", 3)).body())
                    .isEqualTo("50 xxx");
        }
    }

    @Test
    void limitsCanBeChangedAndLifted() throws Exception {
        RequestLimits none = new RequestLimits(0, 0, 0, 8192, 0, 0, 0, 0, 0, 0, 0);
        try (Running running = app().rules(new RequestRules(none, TOMCAT.paths(), TOMCAT.app()))
                .start("")) {
            String big = "a=" + "x".repeat(3 << 20);
            assertThat(running.send("/form", r -> form(r, big)).body()).isEqualTo("1");
            assertThat(running.send("/upload", r -> upload(r, 100, "", 3)).body())
                    .isEqualTo("100 xxx");
        }
        RequestLimits small = new RequestLimits(0, 0, 0, 8192, 0, 3, 20, 0, 0, 0, 0);
        try (Running running = new TestApp(folder.resolve("small"))
                .servlet("Form", "/form", "response.getWriter().print(request.getParameterMap().size());")
                .rules(new RequestRules(small, TOMCAT.paths(), TOMCAT.app()))
                .start("")) {
            assertThat(running.send("/form", r -> form(r, "a=1&b=2&c=3")).body())
                    .isEqualTo("3");
            assertThat(refusal(running.send("/form", r -> form(r, "a=1&b=2&c=3&d=4")), 400))
                    .isEqualTo("the request has 4 parameters; max_parameter_count = 3");
            assertThat(refusal(running.send("/form", r -> form(r, "a=1&b=2&c=345678901234")), 413))
                    .isEqualTo("the form has 22 bytes; max_post_size = 20");
        }
    }

    /** Sends chunks until the server closes the connection, but no end; gives up after as many as it would never read. */
    private static int chunksTaken(Socket socket) {
        byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(ISO_8859_1);
        int taken = 0;
        try {
            while (taken < 4096) {
                socket.getOutputStream().write(chunk);
                taken++;
            }
        } catch (IOException e) {
            // closed
        }
        return taken;
    }

    @Test
    void aChunkedBodyThatNobodyReadsIsReadUpToTheLimit() throws Exception {
        TestApp app = new TestApp(folder)
                .servlet("Deaf", "/deaf", "response.getWriter().print(\"answered\");")
                .servlet(
                        "Half",
                        "/half",
                        "request.getInputStream().readNBytes(3 << 20); response.getWriter().print(\"answered\");");
        String head = " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (Running running = app.start("")) {
            for (String path : List.of("/deaf", "/half")) {
                try (Socket socket = new Socket("127.0.0.1", running.port())) {
                    socket.setSoTimeout(30_000);
                    socket.getOutputStream().write(("POST " + path + head).getBytes(ISO_8859_1));
                    assertThat(chunksTaken(socket)).as(path).isLessThan(4096);
                }
            }
            // The answer comes before the body is at its end, and the connection can be used again.
            String again = "GET /deaf HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            try (Socket socket = new Socket("127.0.0.1", running.port())) {
                socket.setSoTimeout(30_000);
                OutputStream out = socket.getOutputStream();
                out.write(("POST /deaf" + head + "5\r\nhello\r\n").getBytes(ISO_8859_1));
                byte[] first = new byte[12];
                assertThat(socket.getInputStream().readNBytes(first, 0, 12)).isEqualTo(12);
                assertThat(new String(first, ISO_8859_1)).isEqualTo("HTTP/1.1 200");
                out.write(("0\r\n\r\n" + again).getBytes(ISO_8859_1));
                assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                        .contains("answered", "HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aLongBodyThatNobodyReadsEndsTheConnection() throws Exception {
        TestApp app = new TestApp(folder).servlet("Deaf", "/deaf", "response.getWriter().print(\"answered\");");
        try (Running running = app.start("")) {
            // The body never comes: without the limit the server would wait for it.
            assertThat(running.raw("POST /deaf HTTP/1.1\nHost: x\nContent-Length: 2097153\n\nbegin"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Connection: close\r\n")
                    .endsWith("answered");
            HttpResponse<String> shorter =
                    running.send("/deaf", r -> r.POST(BodyPublishers.ofString("x".repeat(2_000_000))));
            assertThat(shorter.headers().firstValue("Connection")).isEmpty();
        }
    }

    @Test
    void anApplicationMayAnswerItself() throws Exception {
        TestApp app = new TestApp(folder)
                .servlet(
                        "Own",
                        "/own",
                        "try { request.getParameter(\"a\"); } catch (IllegalStateException e) {"
                                + " response.setStatus(422); response.getWriter().print(e.getMessage()); }");
        try (Running running = app.start("")) {
            HttpResponse<String> response = running.send("/own", r -> form(r, "a=b&".repeat(1001)));
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body()).endsWith("the request has 1001 parameters; max_parameter_count = 1000");
        }
    }

    private static RequestRules app(String charset, boolean specification, String serverInfo) {
        return new RequestRules(TOMCAT.limits(), TOMCAT.paths(), new AppRules(charset, specification, serverInfo));
    }

    private TestApp echo(String name) {
        return new TestApp(folder.resolve(name))
                .servlet(
                        "Echo",
                        "/echo",
                        "response.setContentType(\"text/plain\"); response.getWriter().print("
                                + "request.getParameter(\"p\") + \" \" + request.getCharacterEncoding() + \" \" +"
                                + "response.getCharacterEncoding() + \" \" + getServletContext().getServerInfo());")
                .servlet("Go", "/go", "response.sendRedirect(\"echo\");")
                .file("sub/a.txt", "a");
    }

    @Test
    void theCharsetIsThatOfTheSetting() throws Exception {
        try (Running running =
                echo("latin").rules(app("ISO-8859-15", false, "")).start("")) {
            HttpResponse<String> response = running.send("/echo", r -> form(r, "p=%A4"));
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=ISO-8859-15");
            assertThat(response.body()).startsWith("€ ISO-8859-15 ISO-8859-15 Junicorn/");
        }
        try (Running running = echo("own")
                .encodings("UTF-8", "UTF-8")
                .rules(app("ISO-8859-15", false, ""))
                .start("")) {
            assertThat(running.send("/echo", r -> form(r, "p=%C3%A9")).body()).startsWith("é UTF-8 UTF-8 ");
        }
    }

    @Test
    void theSpecificationsLetterIsLatin1AndAbsoluteRedirects() throws Exception {
        try (Running running = echo("spec").rules(app("", true, "")).start("/c")) {
            HttpResponse<String> response = running.send("/c/echo", r -> form(r, "p=%E9"));
            assertThat(response.body()).startsWith("é null ISO-8859-1 ");
            assertThat(running.get("/c/go").headers().firstValue("Location"))
                    .hasValue("http://127.0.0.1:" + running.port() + "/c/echo");
            assertThat(running.get("/c/sub").headers().firstValue("Location"))
                    .hasValue("http://127.0.0.1:" + running.port() + "/c/sub/");
        }
        try (Running running = echo("both").rules(app("UTF-8", true, "")).start("")) {
            assertThat(running.send("/echo", r -> form(r, "p=%C3%A9")).body()).startsWith("é UTF-8 UTF-8 ");
        }
    }

    @Test
    void theServerCallsItselfAsTheSettingSays() throws Exception {
        try (Running running =
                echo("info").rules(app("", false, "Apache Tomcat/11.0.24")).start("")) {
            assertThat(running.get("/echo?p=1").body()).contains(" Apache Tomcat/11.0.24");
        }
    }
}
