package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Makes requests and then damages them: by what is known to confuse servers, and by chance. The same for a seed. */
final class Fuzz {
    private static final String[] FIELDS = {
        "Transfer-Encoding: chunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:chunked ",
        "Transfer-Encoding: Chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: chunked\u0000",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding",
        " Transfer-Encoding: chunked",
        "Transfer_Encoding: chunked",
        "X: y\rTransfer-Encoding: chunked",
        "X: y\nTransfer-Encoding: chunked",
        "Content-Length: 5",
        "Content-Length: +5",
        "Content-Length: -1",
        "Content-Length: 0",
        "Content-Length: 0x5",
        "Content-Length: 5, 5",
        "Content-Length: 5,6",
        "Content-Length: 5 5",
        "Content-Length: 5\t",
        "Content-Length:",
        "Content-Length: 00000000000000000000000000000005",
        "Content-Length: 99999999999999999999",
        "Content-Length: 9223372036854775807",
        "Content-Length: \u0665",
        "Content-Length : 5",
        "Content-Length\u0000: 5",
        "content-length: 5",
        "Host: other",
        "Host:",
        "Host: a b",
        "Connection: close",
        "Connection: closed",
        "Connection: x, close",
        "Connection: keep-alive",
        "X-Id: second",
        "Folded: one\r\n two",
        ": empty",
        "no colon",
        "Cookie: a=\"b; c=d",
        "Trailer: Content-Length",
        "TE: trailers",
        "X-High: \u00ff\u0080",
    };
    private static final String[] ENDS = {"\n", "\r", "\r\r\n", "\n\r\n", "\r\n\r\n", " \r\n", "\u000b\r\n", "\0\r\n"};
    private static final String[] LINES = {
        "GET  / HTTP/1.1",
        "GET / HTTP/1.1 ",
        " GET / HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "GET /",
        "GET / HTTP/0.9",
        "GET / HTTP/1.0",
        "GET / HTTP/1.2",
        "GET / HTTP/2.0",
        "GET / http/1.1",
        "GET / HTTP/1.1x",
        "GET / HTTP/01.1",
        "G\u0000T / HTTP/1.1",
        "get / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET /\u0000 HTTP/1.1",
        "GET /\u00e4 HTTP/1.1",
        "GET http://h/x HTTP/1.1",
        "GET http://other/x HTTP/1.1",
        "GET h:80 HTTP/1.1",
        "GET * HTTP/1.1",
        "GET ../x HTTP/1.1",
        "GET /../../x HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /a?b=%zz&&=c HTTP/1.1",
        "POST / HTTP/1.1",
        "CONNECT h:80 HTTP/1.1",
        "PRI * HTTP/2.0",
        "\u0016\u0003\u0001\u0002\u0000",
        "",
    };
    private static final String[] SIZES = {
        "5",
        "05",
        "0x5",
        "+5",
        "-5",
        " 5",
        "5 ",
        "5\t",
        "5;a=b",
        "5;a=\"b\r\n\"",
        "5\n",
        "5;\n",
        "",
        "g",
        "ffffffffffffffff",
        "7fffffffffffffff",
        "100000005",
        "00000000000000000000000000005",
        "5\u0000",
    };

    private final Random random;

    Fuzz(long seed) {
        this.random = new Random(seed);
    }

    /** A request that is damaged, mostly; and what is to come behind it. */
    byte[] request(String id) {
        String message = draft(id);
        byte[] bytes = message.getBytes(ISO_8859_1);
        for (int damages = random.nextInt(3); damages > 0; damages--) {
            bytes = damaged(bytes);
        }
        return bytes;
    }

    /** One that is right. */
    static String right(String id) {
        return "GET /right HTTP/1.1\r\nHost: h\r\nX-Id: " + id + "\r\n\r\n";
    }

    private String draft(String id) {
        String head = "X-Id: " + id + end();
        for (int fields = random.nextInt(3); fields > 0; fields--) {
            head = random.nextBoolean() ? pick(FIELDS) + end() + head : head + pick(FIELDS) + end();
        }
        String host = one(20) ? "" : "Host: h" + end();
        return switch (random.nextInt(4)) {
            case 0 -> line("GET /" + id) + host + head + end();
            case 1 -> line("POST /" + id) + host + "Content-Length: 5" + end() + head + end() + "01234";
            case 2 ->
                line("POST /" + id) + host + "Transfer-Encoding: chunked" + end() + head + end() + chunk() + chunk()
                        + "0" + end() + (one(4) ? "T: v" + end() : "") + end();
            // Whoever believes in a length sees a request here, whoever does not sees another one.
            default ->
                line("POST /" + id) + host + head + end()
                        + "0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: h\r\nX-Id: hidden\r\n\r\n";
        };
    }

    private String line(String usual) {
        return (one(5) ? pick(LINES) : usual + " HTTP/1.1") + end();
    }

    private String chunk() {
        return (one(3) ? pick(SIZES) : "5") + end() + "abcde" + end();
    }

    private String end() {
        return one(60) ? pick(ENDS) : "\r\n";
    }

    private byte[] damaged(byte[] bytes) {
        int place = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - place, 1 + random.nextInt(8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, place);
        switch (random.nextInt(5)) {
            case 0 -> {
                out.write(random.nextInt(256));
                out.write(bytes, place, bytes.length - place);
            }
            case 1 -> {
                out.write("\r\n\t \0:;,=0aZ\u00ff\"".charAt(random.nextInt(14)));
                out.write(bytes, place + 1, bytes.length - place - 1);
            }
            case 2 -> out.write(bytes, place + length, bytes.length - place - length);
            case 3 -> {
                out.write(bytes, place, length);
                out.write(bytes, place, bytes.length - place);
            }
            default -> {
                byte[] many = "x".repeat(1 + random.nextInt(9000)).getBytes(ISO_8859_1);
                out.write(many, 0, one(10) ? many.length : 1);
                out.write(bytes, place, bytes.length - place);
            }
        }
        return out.size() == 0 ? bytes : out.toByteArray();
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String pick(String[] of) {
        return of[random.nextInt(of.length)];
    }
}
