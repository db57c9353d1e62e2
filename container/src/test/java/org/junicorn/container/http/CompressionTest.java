package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.ZstdInputStream;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CompressionTest {
    private static final String PAGE = "<p>the same again and again</p>".repeat(200);

    private TestServer server;
    private final CountDownLatch goOn = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        server = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .compression(List.of("br", "zstd", "gzip"), 2048, List.of("text/", "application/json"))
                        .options()),
                this::answer);
    }

    @AfterEach
    void stop() throws IOException {
        goOn.countDown();
        server.close();
    }

    /** The query has headers, as {@code name=value&name=value}; {@code size} and {@code status} are no headers. */
    private void answer(HttpServerExchange exchange) throws IOException, InterruptedException {
        byte[] body = PAGE.getBytes(UTF_8);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/html;charset=utf-8");
        boolean known = true;
        for (String pair : exchange.getQueryString().split("&")) {
            String[] parts = pair.split("=", 2);
            switch (parts[0]) {
                case "" -> {}
                case "size" -> body = Arrays.copyOf(body, Integer.parseInt(parts[1]));
                case "status" -> exchange.setStatusCode(Integer.parseInt(parts[1]));
                case "unknown" -> known = false;
                default ->
                    exchange.getResponseHeaders()
                            .put(
                                    new HttpString(parts[0]),
                                    parts[1].replace("+", " ").replace("%22", "\""));
            }
        }
        if (exchange.getRelativePath().equals("/events")) {
            OutputStream out = exchange.getOutputStream();
            out.write("first".getBytes(UTF_8));
            out.flush();
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
            out.write("second".getBytes(UTF_8));
            return;
        }
        if (exchange.getStatusCode() == 204 || exchange.getStatusCode() == 304) {
            return;
        }
        if (exchange.getRelativePath().equals("/noise")) {
            new Random(7).nextBytes(body);
        }
        if (known) {
            exchange.setResponseContentLength(body.length);
        }
        exchange.getOutputStream().write(body);
        if (!known) {
            exchange.getOutputStream().flush(); // else its length would be known after all
        }
    }

    private Client.Response ask(String target, String encodings) throws IOException {
        try (Client client = server.client()) {
            return client.ask("GET " + target + " HTTP/1.1", "Host: h", "Accept-Encoding: " + encodings);
        }
    }

    private static byte[] decoded(Client.Response response) throws IOException {
        return switch (response.header("content-encoding")) {
            case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
            case "br" -> Decoder.decompress(response.body()).getDecompressedData();
            case "zstd" -> new ZstdInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
            default -> response.body();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, gzip",
        "'gzip, deflate, br, zstd', br",
        "'gzip;q=1, br;q=0.5', gzip",
        "'zstd, gzip', zstd",
        "'*', br",
        "'br;q=0, *', zstd",
        "'GZIP', gzip"
    })
    void theCodingIsTheOneThatTheClientLikesBestThenOurs(String accepted, String coding) throws IOException {
        Client.Response response = ask("/", accepted);
        assertThat(response.header("content-encoding")).isEqualTo(coding);
        assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
        assertThat(response.body().length).isLessThan(500);
        assertThat(decoded(response)).asString(UTF_8).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "deflate", "gzip;q=0", "", "identity, gzip;q=0.5"})
    void aClientThatWantsNoneGetsTheBytesAsTheyAre(String accepted) throws IOException {
        Client.Response response = ask("/", accepted);
        assertThat(response.headers()).doesNotContainKey("content-encoding");
        assertThat(response.text()).isEqualTo(PAGE);
        assertThat(response.header("content-length")).isEqualTo(Integer.toString(PAGE.length()));
        assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?size=2047",
                "/?Content-Type=image/png",
                "/?Content-Encoding=gzip",
                "/?status=206&Content-Range=bytes+0-1/2",
                "/?Cache-Control=public,no-transform",
                "/?Content-Digest=sha-256=:x:",
                "/?status=204"
            })
    void whatIsNotWorthItOrMustNotBeChangedIsLeftAlone(String target) throws IOException {
        Client.Response response = ask(target, "gzip");
        assertThat(response.headers()).doesNotContainKey("vary");
        if (!target.contains("Content-Encoding")) {
            assertThat(response.headers()).doesNotContainKey("content-encoding");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void longBodiesThatDoNotGetSmallerArriveWhole(String coding) throws IOException {
        Client.Response response = ask("/noise?size=3000000", coding);
        assertThat(response.header("content-encoding")).isEqualTo(coding);
        byte[] expected = new byte[3_000_000];
        new Random(7).nextBytes(expected);
        assertThat(decoded(response)).isEqualTo(expected);
    }

    @Test
    void aBodyOfUnknownLengthIsCompressedHoweverShortItTurnsOut() throws IOException {
        Client.Response response = ask("/?size=5&unknown", "gzip");
        assertThat(response.header("content-encoding")).isEqualTo("gzip");
        assertThat(decoded(response)).asString(UTF_8).isEqualTo("<p>th");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void whatIsFlushedArrivesBeforeTheResponseEnds(String coding) throws Exception {
        try (Client client = server.client()) {
            client.send("GET /events HTTP/1.1\r\nHost: h\r\nAccept-Encoding: " + coding + "\r\n\r\n");
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append(client.readNBytes(1));
            }
            assertThat(head.toString()).contains("Content-Encoding: " + coding).contains("chunked");
            StringBuilder size = new StringBuilder();
            while (!size.toString().endsWith("\r\n")) {
                size.append(client.readNBytes(1));
            }
            byte[] first = client.bytes(Integer.parseInt(size.toString().strip(), 16));
            assertThat(first).isNotEmpty();
            if (coding.equals("gzip")) {
                Inflater inflater = new Inflater(true);
                inflater.setInput(first, 10, first.length - 10);
                byte[] text = new byte[100];
                assertThat(new String(text, 0, inflater.inflate(text), UTF_8)).isEqualTo("first");
                inflater.end();
            } else if (coding.equals("zstd")) {
                assertThat(new ZstdInputStream(new ByteArrayInputStream(first))
                                .setContinuous(true)
                                .readNBytes(5))
                        .asString(UTF_8)
                        .isEqualTo("first");
            }
            goOn.countDown();
        }
    }

    @Test
    void aStrongEntityTagBecomesAWeakOneAndRangesAreNotOfferedAnyMore() throws IOException {
        String tagged = "/?ETag=%22abc%22&Accept-Ranges=bytes";
        Client.Response compressed = ask(tagged, "gzip");
        assertThat(compressed.header("etag")).isEqualTo("W/\"abc\"");
        assertThat(compressed.headers()).doesNotContainKey("accept-ranges");
        assertThat(ask(tagged, "identity").header("etag")).isEqualTo("\"abc\"");
        assertThat(ask("/?ETag=W/%22abc%22", "gzip").header("etag")).isEqualTo("W/\"abc\"");
        assertThat(ask("/?status=304", "gzip").header("vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void theAnswerToHeadSaysTheSameWithoutABody() throws IOException {
        try (Client client = server.client()) {
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
            Client.Response response = client.read(true);
            assertThat(response.header("content-encoding")).isEqualTo("gzip");
            assertThat(response.header("vary")).isEqualTo("Accept-Encoding");
            assertThat(response.headers()).doesNotContainKey("content-length");
            assertThat(client.get("/").text()).as("on the same connection").isEqualTo(PAGE);
        }
    }

    @Test
    void manyResponsesOnOneConnectionAreToldApart() throws IOException {
        try (Client client = server.client()) {
            for (int i = 0; i < 30; i++) {
                String coding = List.of("gzip", "br", "zstd").get(i % 3);
                Client.Response response = client.ask("GET / HTTP/1.1", "Host: h", "Accept-Encoding: " + coding);
                assertThat(decoded(response)).asString(UTF_8).isEqualTo(PAGE);
            }
        }
    }

    @Test
    void anUnknownCodingIsNoneOfThose() {
        assertThatThrownBy(() -> org.junicorn.container.shaping.ShapingSyntax.checkCoding("deflate"))
                .hasMessage("not a content coding that is known here; write gzip, br or zstd");
        assertThatThrownBy(() -> org.junicorn.container.shaping.ShapingSyntax.checkCoding("gzip:10"))
                .hasMessage("its level is not a whole number from 1 to 9");
    }
}
