package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResponseTest {
    private final Response response = new Response();

    @BeforeEach
    void begin() {
        response.begin();
    }

    @Test
    void aBodyOfAKnownLengthMayArriveByteByByte() throws IOException {
        String text = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";

        assertThat(takeBytes(text.substring(0, text.length() - 1))).isFalse();
        assertThat(takeBytes("o")).isTrue();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(5);
        assertThat(response.closes()).isFalse();
    }

    @Test
    void chunksAreCountedWithoutTheirFrames() throws IOException {
        assertThat(
                        takeBytes(
                                "HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n0123456789\r\n0\r\n"))
                .isFalse();
        assertThat(takeBytes("\r\n")).isTrue();

        assertThat(response.body()).isEqualTo(15);
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws IOException {
        assertThat(takeBytes("HTTP/1.0 200 OK\r\n\r\nhello")).isFalse();

        assertThat(response.closed()).isTrue();
        assertThat(response.body()).isEqualTo(5);
        assertThat(response.closes()).isTrue();
    }

    @Test
    void aBodyThatTheConnectionCutsOffIsNotComplete() throws IOException {
        takeBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");

        assertThat(response.closed()).isFalse();
    }

    @Test
    void aServerCanSayThatItCloses() throws IOException {
        assertThat(takeBytes("HTTP/1.1 503 \r\nConnection: Close\r\nContent-Length: 0\r\n\r\n"))
                .isTrue();

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.closes()).isTrue();
    }

    @Test
    void theNextResponseIsReadAnew() throws IOException {
        takeBytes("HTTP/1.1 404 \r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
        response.begin();

        assertThat(takeBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")).isTrue();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(2);
        assertThat(response.closes()).isFalse();
    }

    @Test
    void whatIsNoResponseIsRefused() {
        assertThatThrownBy(() -> takeBytes("SSH-2.0-OpenSSH_9.2\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no response: SSH-2.0-OpenSSH_9.2");
    }

    private boolean takeBytes(String text) throws IOException {
        boolean complete = false;
        for (byte each : text.getBytes(StandardCharsets.ISO_8859_1)) {
            complete = response.take(ByteBuffer.wrap(new byte[] {each}));
        }
        return complete;
    }
}
