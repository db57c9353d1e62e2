package org.junicorn.container.deploy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junicorn.container.Container;
import org.junicorn.container.ContainerEvents;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent before and after the responses of servlets, and what is expected of them, over HTTP/1. */
@Timeout(60)
class InterimTest {
    private static final String POST = "POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

    @TempDir
    Path folder;

    private Container running;
    private int port;

    private static final class Events implements ContainerEvents {
        @Override
        public void requestTimedOut(RunningRequest request) {}

        @Override
        public void requestStuck(RunningRequest request) {}
    }

    @BeforeEach
    void start() throws Exception {
        TestApp app = new TestApp(Files.createDirectory(folder.resolve("app")))
                .servlet(
                        "Hints",
                        "/hints",
                        "response.addHeader(\"Link\", \"</a.css>; rel=preload\"); response.setContentType(\"text/plain\");"
                                + "response.addHeader(\"Set-Cookie\", \"a=1\"); response.sendError(103);"
                                + "response.addHeader(\"Link\", \"</b.js>; rel=preload\"); response.sendError(103, \"again\");"
                                + "response.getWriter().print(\"page\");")
                .servlet(
                        "Late",
                        "/late",
                        "response.getWriter().print(\"page\"); response.flushBuffer(); response.sendError(103);"
                                + "response.getWriter().print(\"!\");")
                .servlet(
                        "Trailers",
                        "/trailers",
                        "response.setTrailerFields(() -> java.util.Map.of(\"Digest\", \"sum\"));"
                                + "boolean before = request.isTrailerFieldsReady();"
                                + "int length = request.getInputStream().readAllBytes().length;"
                                + "response.getWriter().print(before + \" \" + length + \" \" + request.isTrailerFieldsReady()"
                                + " + \" \" + request.getTrailerFields() + \" \" + request.getHeader(\"checksum\"));")
                .servlet("Read", "/read", "response.getWriter().print(request.getInputStream().readAllBytes().length);")
                .servlet("Refuse", "/refuse", "response.sendError(403);");
        running = new Container(
                app.settings(""), List.of(new Container.App("", app.model(), true)), Scorecard.NONE, new Events());
        running.start();
        ServerSocketChannel acceptor = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        port = acceptor.socket().getLocalPort();
        running.accept(List.of(new Container.Listener("main", acceptor, ServerSocketChannel.open(), false)));
    }

    @AfterEach
    void close() {
        if (running != null) {
            running.close();
        }
    }

    /** Sends each part when what was awaited of the answer to the one before has come, and reads to the end. */
    private String talk(String... partsAndAnswers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            for (int i = 0; i < partsAndAnswers.length; i += 2) {
                socket.getOutputStream().write(partsAndAnswers[i].getBytes(ISO_8859_1));
                String awaited = i + 1 < partsAndAnswers.length ? partsAndAnswers[i + 1] : "";
                while (answer.indexOf(awaited) < 0) {
                    int next = in.read();
                    assertThat(next).as("after " + answer).isNotNegative();
                    answer.append((char) next);
                }
            }
            return answer + new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void earlyHintsAreTheFieldsSoFarAndTheResponseGoesOn() throws IOException {
        String answer = talk("GET /hints HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
                        + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.js>; rel=preload\r\n\r\n"
                        + "HTTP/1.1 200 ")
                .endsWith("\r\n\r\npage");
        assertThat(answer.substring(answer.indexOf(" 200 ")))
                .contains("Link: </a.css>; rel=preload", "Link: </b.js>; rel=preload", "Set-Cookie: a=1");
    }

    @Test
    void nobodyIsHintedWhoCouldNotKnowOrHasTheResponse() throws IOException {
        assertThat(talk("GET /hints HTTP/1.0\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.0 200 ")
                .endsWith("page");
        assertThat(talk("GET /late HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("103");
    }

    @Test
    void trailersOfBothDirectionsStandBehindTheChunks() throws IOException {
        String answer = talk(String.format(POST, "/trailers")
                + "Transfer-Encoding: chunked\r\nTrailer: Checksum\r\n\r\n4\r\nbody\r\n0\r\nChecksum: 42\r\n\r\n");
        assertThat(answer).contains("Transfer-Encoding: chunked");
        assertThat(answer).contains(" 4 true {checksum=42} null\r\n").endsWith("0\r\nDigest: sum\r\n\r\n");
    }

    @Test
    void theBodyIsAskedForWhenItIsRead() throws IOException {
        String head = String.format(POST, "/read") + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        assertThat(talk(head, "HTTP/1.1 100 Continue\r\n", "hello"))
                .contains("\r\n\r\nHTTP/1.1 200 ")
                .endsWith("\r\n\r\n5");
    }

    @Test
    void aRefusalComesWithoutAskingForTheBody() throws IOException {
        String head = "POST /refuse HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        assertThat(talk(head)).startsWith("HTTP/1.1 403 ").contains("Connection: close");
    }

    @Test
    void otherExpectationsCannotBeMet() throws IOException {
        for (String expectation : List.of("200-ok", "100-continue, more", "100-continue\r\nExpect: more")) {
            assertThat(talk(String.format(POST, "/read") + "Expect: " + expectation + "\r\nContent-Length: 0\r\n\r\n"))
                    .as(expectation)
                    .startsWith("HTTP/1.1 417 ")
                    .contains("the only expectation known here is 100-continue");
        }
    }

    @Test
    void http10HasNoExpectations() throws IOException {
        assertThat(talk("POST /read HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("HTTP/1.0 200 ")
                .endsWith("\r\n\r\n5");
    }
}
