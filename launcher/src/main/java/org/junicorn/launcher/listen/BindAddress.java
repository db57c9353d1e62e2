package org.junicorn.launcher.listen;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * An address to listen at, as the user wrote it (gunicorn: bind). Immutable; parsing touches neither files nor the
 * network, and a host name is looked up only when the address is bound. {@code toString} gives the canonical spelling,
 * which {@link #parse} reads back to an equal address.
 */
public sealed interface BindAddress {

    /** The port of an address that names none (gunicorn: bind). */
    int DEFAULT_PORT = 8000;

    /** The host of an address of AJP that names none. */
    String LOOPBACK = "127.0.0.1";

    /** The port of an address of AJP that names none (Tomcat: AJP connector, port). */
    int AJP_PORT = 8009;

    /** The port of an address of TLS that names none (RFC 9110, 4.2.2). */
    int HTTPS_PORT = 443;

    /**
     * @param host a lower-case host name, an IPv4 address, or an IPv6 address without brackets
     * @param port 0 to 65535; 0 lets the kernel choose
     */
    record Tcp(String host, int port, Scheme scheme) implements BindAddress {
        /** One of HTTP. */
        public Tcp(String host, int port) {
            this(host, port, Scheme.HTTP);
        }

        @Override
        public String toString() {
            return (scheme == Scheme.HTTP ? "" : scheme.prefix()) + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                    + ":" + port;
        }
    }

    /** @param path the socket's file */
    record Unix(Path path) implements BindAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * @param number an open descriptor that the supervisor inherited, 3 or more
     */
    record Fd(int number, Scheme scheme) implements BindAddress {
        /** One of HTTP. */
        public Fd(int number) {
            this(number, Scheme.HTTP);
        }

        @Override
        public String toString() {
            return (scheme == Scheme.HTTP ? "" : scheme + "+") + "fd://" + number;
        }
    }

    /** What clients speak there. */
    default Scheme scheme() {
        return Scheme.HTTP;
    }

    /**
     * Reads {@code HOST:PORT}, {@code HOST}, {@code [IPV6]:PORT}, {@code [IPV6]}, {@code :PORT} (all IPv4 addresses),
     * {@code unix:PATH}, {@code unix://PATH} or {@code fd://N}; {@code tcp://} may stand before the first five.
     * {@code https://} before them, and {@code https+fd://N}, mean TLS; a host without a port then stands for port 443.
     * {@code ajp://} and {@code ajp+fd://N} mean AJP, with port 8009, and this machine alone if there is no host.
     *
     * @param directory relative socket paths start here
     * @throws IllegalArgumentException with a message that says what is wrong and what to write, without the text
     */
    static BindAddress parse(String text, Path directory) {
        if (text.startsWith("unix:")) {
            return unix(text.substring(text.startsWith("unix://") ? 7 : 5), directory);
        }
        if (text.startsWith("fd:")) {
            return new Fd(fd(text));
        }
        for (Scheme scheme : List.of(Scheme.HTTPS, Scheme.AJP)) {
            if (text.startsWith(scheme + "+fd:")) {
                return new Fd(fd(text.substring(scheme.toString().length() + 1)), scheme);
            }
            if (text.startsWith(scheme.prefix())) {
                return secure(text.substring(scheme.prefix().length()), scheme);
            }
        }
        return tcp(text.startsWith("tcp://") ? text.substring(6) : text, DEFAULT_PORT);
    }

    private static BindAddress secure(String text, Scheme scheme) {
        boolean ajp = scheme == Scheme.AJP;
        // As Tomcat since 9.0.31: whoever wants other machines to reach it says so.
        String address = ajp && (text.isEmpty() || text.startsWith(":")) ? LOOPBACK + text : text;
        Tcp tcp = tcp(address, ajp ? AJP_PORT : HTTPS_PORT);
        return new Tcp(tcp.host(), tcp.port(), scheme);
    }

    private static BindAddress unix(String path, Path directory) {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the path is missing; write unix:PATH");
        }
        if (path.startsWith("@") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("abstract sockets are not supported; write unix:PATH");
        }
        Path absolute;
        try {
            absolute = directory.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason() + "; write unix:PATH", e);
        }
        // sun_path of sockaddr_un has 108 bytes with the closing NUL (unix(7)); the kernel would cut or refuse it later
        int bytes = absolute.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 107) {
            throw new IllegalArgumentException(
                    "the path is " + bytes + " bytes long, a Unix socket's may have 107; use a shorter one");
        }
        return new Unix(absolute);
    }

    private static int fd(String text) {
        int number = text.startsWith("fd://") ? number(text.substring(5), Integer.MAX_VALUE) : -1;
        if (number < 0) {
            throw new IllegalArgumentException("not a file descriptor; write fd://3");
        }
        if (number < 3) {
            throw new IllegalArgumentException(
                    "descriptors 0, 1 and 2 are stdin, stdout and stderr; pass the listener as 3 or more");
        }
        return number;
    }

    private static Tcp tcp(String text, int defaultPort) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            String host = end < 0 ? "" : text.substring(1, end);
            if (host.indexOf(':') < 0 || !consistsOf(host, "0123456789abcdefABCDEF:.", '%')) {
                throw new IllegalArgumentException("not an IPv6 address in brackets; write [::1]:8000");
            }
            String rest = text.substring(end + 1);
            if (!rest.isEmpty() && rest.charAt(0) != ':') {
                throw new IllegalArgumentException("only :PORT may follow the ]; write [::1]:8000");
            }
            return new Tcp(host.toLowerCase(Locale.ROOT), rest.isEmpty() ? defaultPort : port(rest.substring(1)));
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf("://") == colon) {
            throw new IllegalArgumentException("unknown scheme " + text.substring(0, colon)
                    + "://; write HOST:PORT, https://HOST:PORT, ajp://HOST:PORT, unix:PATH or fd://N");
        }
        if (colon != text.lastIndexOf(':')) {
            throw new IllegalArgumentException("an IPv6 address needs brackets; write [::1]:8000");
        }
        String host = colon < 0 ? text : text.substring(0, colon);
        if (colon < 0 && number(host, Integer.MAX_VALUE) >= 0) {
            throw new IllegalArgumentException(
                    "a port alone; write 127.0.0.1:" + host + ", or :" + host + " for all addresses");
        }
        int port = colon < 0 ? defaultPort : port(text.substring(colon + 1));
        if (host.isEmpty() && colon == 0) {
            return new Tcp("0.0.0.0", port);
        }
        if (host.equals("*")) {
            throw new IllegalArgumentException("* is not a host; write 0.0.0.0:" + port + " or [::]:" + port);
        }
        if (host.isEmpty() || !isHostName(host)) {
            throw new IllegalArgumentException("not an address; write HOST:PORT, [IPV6]:PORT, unix:PATH or fd://N");
        }
        return new Tcp(host.toLowerCase(Locale.ROOT), port);
    }

    private static int port(String text) {
        int port = number(text, 65535);
        if (port < 0) {
            throw new IllegalArgumentException("not a port; write a number from 0 to 65535 after the last colon");
        }
        return port;
    }

    /** The number, or -1 if the text is not one or exceeds max. */
    private static int number(String text, int max) {
        if (text.isEmpty() || text.length() > 10 || !consistsOf(text, "0123456789", '\0')) {
            return -1;
        }
        long number = Long.parseLong(text);
        return number <= max ? (int) number : -1;
    }

    private static boolean isHostName(String host) {
        return host.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_');
    }

    /** All characters up to {@code end} (an IPv6 zone follows it) are among the allowed ones. */
    private static boolean consistsOf(String text, String allowed, char end) {
        for (int i = 0; i < text.length() && text.charAt(i) != end; i++) {
            if (allowed.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
