package org.junicorn.container.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junicorn.container.proxy.ProxyHeader.Absent;
import org.junicorn.container.proxy.ProxyHeader.Complete;
import org.junicorn.container.proxy.ProxyHeader.Incomplete;
import org.junicorn.container.proxy.ProxyHeader.Malformed;
import org.junicorn.container.proxy.ProxyHeader.Outcome;
import org.junit.jupiter.api.Test;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "cb007107" + "c0000201" + "1f90" + "0050";

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(String versionAndFamily, String... parts) {
        byte[] content = HexFormat.of().parseHex(String.join("", parts));
        byte[] fixed = HexFormat.of().parseHex(SIGNATURE + versionAndFamily);
        return ByteBuffer.allocate(16 + content.length)
                .put(fixed)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static Outcome parse(byte[] bytes) {
        return ProxyHeader.parse(bytes, bytes.length);
    }

    private static ProxyHeader read(byte[] bytes) {
        byte[] more = Arrays.copyOf(bytes, bytes.length + 5);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(ProxyHeader.parse(more, i))
                    .as("the first " + i + " bytes")
                    .isInstanceOf(Incomplete.class);
        }
        Complete complete = (Complete) ProxyHeader.parse(more, more.length);
        assertThat(complete.length()).isEqualTo(bytes.length);
        return complete.header();
    }

    private static Optional<InetSocketAddress> socket(String host, int port) {
        return Optional.of(new InetSocketAddress(host, port));
    }

    @Test
    void aLineNamesClientAndServer() {
        assertThat(read(text("PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\r\n")))
                .isEqualTo(new ProxyHeader(socket("203.0.113.7", 8080), socket("192.0.2.1", 80), false));
        assertThat(read(text("PROXY TCP6 2001:db8::7 ::1 65535 0\r\n")))
                .isEqualTo(new ProxyHeader(socket("2001:db8::7", 65535), socket("::1", 0), false));
        assertThat(read(text("PROXY UNKNOWN\r\n")).source()).isEmpty();
        assertThat(read(text("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n")).source()).isEmpty();
        String longest = "PROXY UNKNOWN ";
        assertThat(read(text(longest + "x".repeat(107 - 2 - longest.length()) + "\r\n"))
                        .source())
                .isEmpty();
    }

    @Test
    void aLineThatIsNotAsTheProtocolHasItIsMalformed() {
        for (String line : List.of(
                "PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 8080\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 8080 80 \r\n",
                "PROXY TCP4  203.0.113.7 192.0.2.1 8080 80\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 08080 80\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 65536 80\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.1 -1 80\r\n",
                "PROXY TCP4 203.0.113 192.0.2.1 1 80\r\n",
                "PROXY TCP4 client.example 192.0.2.1 1 80\r\n",
                "PROXY TCP4 2001:db8::7 ::1 1 2\r\n",
                "PROXY TCP6 203.0.113.7 192.0.2.1 1 2\r\n",
                "PROXY UDP4 203.0.113.7 192.0.2.1 1 2\r\n",
                "PROXY tcp4 203.0.113.7 192.0.2.1 1 2\r\n",
                "PROXY \r\n",
                "PROXY " + "x".repeat(200))) {
            assertThat(parse(text(line))).as(line).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void theBinaryFormNamesThemTooAndMayHaveExtensions() {
        ProxyHeader plain = new ProxyHeader(socket("203.0.113.7", 8080), socket("192.0.2.1", 80), false);
        assertThat(read(binary("2111", IPV4))).isEqualTo(plain);
        assertThat(read(binary("2111", IPV4, "04000100"))).isEqualTo(plain); // PP2_TYPE_NOOP
        assertThat(read(binary("2111", IPV4, "200005" + "01" + "00000000")).tls())
                .isTrue();
        assertThat(read(binary("2111", IPV4, "200005" + "00" + "00000000")).tls())
                .isFalse();
        String six = "20010db8000000000000000000000007" + "00000000000000000000000000000001" + "0001" + "0002";
        assertThat(read(binary("2121", six)))
                .isEqualTo(new ProxyHeader(socket("2001:db8::7", 1), socket("::1", 2), false));
        assertThat(read(binary("2131", "00".repeat(216))).source()).isEmpty();
        assertThat(read(binary("2100")).source()).isEmpty();
        assertThat(read(binary("2000")).source()).isEmpty();
        assertThat(read(binary("2011", IPV4)).source()).isEmpty();
    }

    @Test
    void aChecksumIsChecked() {
        byte[] header = binary("2111", IPV4, "030004" + "00000000");
        CRC32C sum = new CRC32C();
        sum.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue());
        assertThat(read(header).source()).isEqualTo(socket("203.0.113.7", 8080));
        header[header.length - 1]++;
        assertThat(parse(header)).isEqualTo(new Malformed("its checksum is wrong"));
    }

    @Test
    void aBinaryHeaderThatIsNotAsTheProtocolHasItIsMalformed() {
        for (byte[] header : List.of(
                binary("1111", IPV4),
                binary("2211", IPV4),
                binary("2112", IPV4),
                binary("2141", IPV4),
                binary("2111", "cb007107"),
                binary("2121", IPV4),
                binary("2111", IPV4, "0400"),
                binary("2111", IPV4, "040005" + "00"),
                binary("2111", IPV4, "030001" + "00"),
                binary("2111", "00".repeat(4096)))) {
            assertThat(parse(header)).as(HexFormat.of().formatHex(header)).isInstanceOf(Malformed.class);
        }
    }

    @Test
    void anythingElseIsNoHeader() {
        for (String other : List.of("GET / HTTP/1.1\r\n", "P", "PROX", "PROXY", "\r\n\r\nGET", "\u0016\u0003\u0001")) {
            Outcome outcome = parse(text(other));
            boolean beginning = "PROXY ".startsWith(other);
            assertThat(outcome).as(other).isInstanceOf(beginning ? Incomplete.class : Absent.class);
        }
    }

    @Test
    void noBytesLeadToAnExceptionOrToAHeaderThatIsLongerThanTheyAre() {
        Random random = new Random(6);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = random.nextBoolean()
                    ? binary("2111", IPV4, "200005" + "01" + "00000000")
                    : text("PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\r\n");
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int count = random.nextInt(bytes.length + 1);
            if (ProxyHeader.parse(bytes, count) instanceof Complete complete) {
                assertThat(complete.length()).isLessThanOrEqualTo(count);
            }
        }
    }
}
