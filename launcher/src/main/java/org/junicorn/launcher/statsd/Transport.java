package org.junicorn.launcher.statsd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junicorn.launcher.channel.UnixDatagrams;

/** Sends packets to a statsd server. Used by one thread. */
interface Transport extends AutoCloseable {
    /** Where a packet may be sent without being cut into pieces (an Ethernet frame less IPv6 and UDP). */
    int LONGEST_PACKET = 1432;

    /** The port of an address that names none. */
    int DEFAULT_PORT = 8125;

    String UNIX = "unix://";

    /** @throws IOException if it was not sent */
    void send(byte[] packet) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * Opens one.
     *
     * @param host as in the setting: {@code HOST:PORT}, {@code [V6]:PORT}, {@code HOST} or {@code unix://PATH}
     */
    static Transport to(String host) throws IOException {
        if (host.startsWith(UNIX)) {
            UnixDatagrams socket = UnixDatagrams.to(host.substring(UNIX.length()));
            return new Transport() {
                @Override
                public void send(byte[] packet) throws IOException {
                    if (!socket.send(packet)) {
                        throw new IOException("the server does not keep up");
                    }
                }

                @Override
                public void close() {
                    socket.close();
                }
            };
        }
        InetSocketAddress address = address(host);
        if (address.isUnresolved()) {
            throw new IOException("there is no host " + address.getHostString());
        }
        DatagramChannel channel = DatagramChannel.open(
                address.getAddress() instanceof java.net.Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET);
        return new Transport() {
            @Override
            public void send(byte[] packet) throws IOException {
                channel.send(ByteBuffer.wrap(packet), address);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static InetSocketAddress address(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon >= 0 && !host.endsWith("]");
        String name = port ? host.substring(0, colon) : host;
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        return new InetSocketAddress(name, port ? Integer.parseInt(host.substring(colon + 1)) : DEFAULT_PORT);
    }
}
