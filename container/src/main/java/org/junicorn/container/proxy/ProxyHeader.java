package org.junicorn.container.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junicorn.container.Networks;

/**
 * What stands in front of a connection that a load balancer passes on: the PROXY protocol, version 1 or 2 (HAProxy:
 * doc/proxy-protocol.txt). Undertow's reader takes version 2 only in one piece, and believes anybody. Pure.
 *
 * @param source the client; empty if the balancer connects for itself, or does not know
 * @param destination what the client has connected to
 * @param tls whether the client's connection to the balancer is encrypted
 */
public record ProxyHeader(Optional<InetSocketAddress> source, Optional<InetSocketAddress> destination, boolean tls) {

    /** Bytes of the longest header that is read; those of version 2 may be longer, but hold a chain of extensions then. */
    public static final int LONGEST = 4096;

    private static final ProxyHeader NOBODY = new ProxyHeader(Optional.empty(), Optional.empty(), false);
    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int LONGEST_TEXT = 107;
    private static final int FIXED = 16;
    private static final int CHECKSUM = 0x03;
    private static final int TLS = 0x20;

    /** What the bytes so far are. */
    public sealed interface Outcome {}

    /** The beginning of a header, or nothing yet. */
    public record Incomplete() implements Outcome {}

    /** Something else: there is no header. */
    public record Absent() implements Outcome {}

    /** The beginning of a header that is none. */
    public record Malformed(String fault) implements Outcome {}

    /** @param length bytes of the header; what follows is the connection's own */
    public record Complete(ProxyHeader header, int length) implements Outcome {}

    /** Reads the first {@code count} of these bytes. Called again with more of them until the outcome is another. */
    public static Outcome parse(byte[] bytes, int count) {
        if (begins(bytes, count, TEXT)) {
            return count < TEXT.length ? new Incomplete() : text(bytes, count);
        } else if (begins(bytes, count, BINARY)) {
            return count < FIXED ? new Incomplete() : binary(bytes, count);
        }
        return new Absent();
    }

    private static boolean begins(byte[] bytes, int count, byte[] signature) {
        int length = Math.min(count, signature.length);
        return Arrays.equals(bytes, 0, length, signature, 0, length);
    }

    private static Outcome text(byte[] bytes, int count) {
        for (int i = TEXT.length; i < Math.min(count, LONGEST_TEXT); i++) {
            if (bytes[i] == '\n') {
                return bytes[i - 1] == '\r'
                        ? line(new String(bytes, TEXT.length, i - 1 - TEXT.length, StandardCharsets.ISO_8859_1), i + 1)
                        : new Malformed("its line does not end with CR and LF");
            }
        }
        return count < LONGEST_TEXT
                ? new Incomplete()
                : new Malformed("its line has more than " + LONGEST_TEXT + " bytes");
    }

    private static Outcome line(String line, int length) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("UNKNOWN")) {
            return new Complete(NOBODY, length);
        }
        int bytes = words[0].equals("TCP4") ? 4 : words[0].equals("TCP6") ? 16 : 0;
        if (bytes == 0 || words.length != 5) {
            return new Malformed("its line is not TCP4, TCP6 or UNKNOWN with two addresses and two ports");
        }
        Optional<InetSocketAddress> source = socket(words[1], words[3], bytes);
        Optional<InetSocketAddress> destination = socket(words[2], words[4], bytes);
        return source.isPresent() && destination.isPresent()
                ? new Complete(new ProxyHeader(source, destination, false), length)
                : new Malformed("an address or port is none");
    }

    private static Optional<InetSocketAddress> socket(String host, String port, int bytes) {
        if (!port.matches("0|[1-9]\\d{0,4}") || Integer.parseInt(port) > 65535 || bytes == 16 != host.contains(":")) {
            return Optional.empty();
        }
        return Networks.address(host).map(address -> new InetSocketAddress(address, Integer.parseInt(port)));
    }

    private static Outcome binary(byte[] bytes, int count) {
        int version = bytes[12] & 0xf0;
        int command = bytes[12] & 0x0f;
        int family = bytes[13] & 0xff;
        int length = FIXED + ((bytes[14] & 0xff) << 8 | bytes[15] & 0xff);
        if (version != 0x20 || command > 1) {
            return new Malformed("its version or command is not known");
        } else if (length > LONGEST) {
            return new Malformed("it has more than " + LONGEST + " bytes");
        } else if (count < length) {
            return new Incomplete();
        }
        // By family the size of the addresses with their ports, or of the paths of Unix sockets.
        int addresses =
                switch (family) {
                    case 0x00 -> 0;
                    case 0x11 -> 12;
                    case 0x21 -> 36;
                    case 0x31 -> 216;
                    default -> -1;
                };
        if (command == 0) {
            return new Complete(NOBODY, length); // the balancer's own, as a health check; the rest is not looked at
        } else if (addresses < 0) {
            return new Malformed("its family of addresses is not known");
        } else if (FIXED + addresses > length) {
            return new Malformed("it is too short for its addresses");
        }
        return extended(bytes, family, FIXED + addresses, length);
    }

    private static Outcome extended(byte[] bytes, int family, int extensions, int length) {
        boolean tls = false;
        ByteBuffer rest = ByteBuffer.wrap(bytes, extensions, length - extensions);
        // Of no family nothing else is known, either.
        while (family != 0 && rest.hasRemaining()) {
            if (rest.remaining() < 3) {
                return new Malformed("an extension is cut off");
            }
            int type = rest.get() & 0xff;
            int size = rest.getShort() & 0xffff;
            if (size > rest.remaining()) {
                return new Malformed("an extension is cut off");
            }
            if (type == TLS && size >= 5) {
                tls = (bytes[rest.position()] & 1) != 0;
            } else if (type == CHECKSUM && !(size == 4 && checksum(bytes, length, rest.position()))) {
                return new Malformed("its checksum is wrong");
            }
            rest.position(rest.position() + size);
        }
        if (family == 0x00 || family == 0x31) {
            return new Complete(new ProxyHeader(Optional.empty(), Optional.empty(), tls), length);
        }
        int size = family == 0x11 ? 4 : 16;
        ByteBuffer ports = ByteBuffer.wrap(bytes, FIXED + 2 * size, 4);
        return new Complete(
                new ProxyHeader(
                        Optional.of(socket(bytes, FIXED, size, ports.getShort() & 0xffff)),
                        Optional.of(socket(bytes, FIXED + size, size, ports.getShort() & 0xffff)),
                        tls),
                length);
    }

    private static boolean checksum(byte[] bytes, int length, int at) {
        byte[] zeroed = Arrays.copyOf(bytes, length);
        Arrays.fill(zeroed, at, at + 4, (byte) 0);
        CRC32C sum = new CRC32C();
        sum.update(zeroed, 0, length);
        return (int) sum.getValue() == ByteBuffer.wrap(bytes, at, 4).getInt();
    }

    private static InetSocketAddress socket(byte[] bytes, int at, int size, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + size)), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }
}
