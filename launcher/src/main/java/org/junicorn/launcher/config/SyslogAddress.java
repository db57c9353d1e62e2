package org.junicorn.launcher.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a syslog server listens (gunicorn: syslog_addr): {@code udp://HOST[:PORT]}, {@code tcp://HOST[:PORT]},
 * {@code unix://PATH}, {@code unix://PATH#dgram} or {@code unix://PATH#stream}.
 *
 * @param host empty for a Unix socket
 * @param path empty for the others
 */
public record SyslogAddress(Transport transport, String host, int port, String path) {
    private static final Pattern REMOTE =
            Pattern.compile("(udp|tcp)://([0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    private static final Pattern UNIX = Pattern.compile("unix://(/[^#]+)(?:#(dgram|stream))?");
    private static final int PORT = 514;

    /** How messages get there. */
    public enum Transport {
        UDP,
        TCP,
        /** datagrams or, if the socket does not take them, a stream */
        UNIX,
        UNIX_DATAGRAM,
        UNIX_STREAM
    }

    /** @throws IllegalArgumentException saying what is expected */
    public static SyslogAddress parse(String text) {
        Matcher remote = REMOTE.matcher(text);
        if (remote.matches()) {
            int port = remote.group(3) == null ? PORT : Integer.parseInt(remote.group(3));
            if (port > 0 && port < 65536) {
                String host = remote.group(2);
                return new SyslogAddress(
                        remote.group(1).equals("udp") ? Transport.UDP : Transport.TCP,
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        port,
                        "");
            }
        }
        Matcher unix = UNIX.matcher(text);
        if (unix.matches()) {
            String kind = String.valueOf(unix.group(2));
            Transport transport =
                    switch (kind) {
                        case "dgram" -> Transport.UNIX_DATAGRAM;
                        case "stream" -> Transport.UNIX_STREAM;
                        default -> Transport.UNIX;
                    };
            return new SyslogAddress(transport, "", 0, unix.group(1));
        }
        throw new IllegalArgumentException("not the address of a syslog server; write udp://HOST:PORT, tcp://HOST:PORT,"
                + " unix:///PATH, unix:///PATH#dgram or unix:///PATH#stream");
    }
}
