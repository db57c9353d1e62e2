package org.junicorn.launcher.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cloudbees.syslog.MessageFormat;
import com.cloudbees.syslog.SyslogMessage;
import com.cloudbees.syslog.sender.AbstractSyslogMessageSender;
import com.cloudbees.syslog.sender.TcpSyslogMessageSender;
import com.cloudbees.syslog.sender.UdpSyslogMessageSender;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junicorn.launcher.channel.UnixDatagrams;
import org.junicorn.launcher.config.SyslogAddress;

/** One way to a syslog server. Used by one thread; may block. */
interface Transport {
    Duration PAUSE = Duration.ofMillis(10);

    void send(SyslogMessage message) throws IOException;

    void close();

    /** Opens the way; that the server is there is known only of some. */
    static Transport open(SyslogAddress address) throws IOException {
        return switch (address.transport()) {
            case UDP -> udp(address);
            case TCP -> tcp(address);
            case UNIX_DATAGRAM -> datagrams(address.path());
            case UNIX_STREAM -> stream(address.path());
            case UNIX -> unix(address.path());
        };
    }

    private static Transport udp(SyslogAddress address) {
        UdpSyslogMessageSender sender = new UdpSyslogMessageSender();
        sender.setSyslogServerHostname(address.host());
        sender.setSyslogServerPort(address.port());
        return library(sender, sender);
    }

    /** Messages end with a line feed (RFC 6587, 3.4.2), as those of logger(1) do. */
    private static Transport tcp(SyslogAddress address) {
        TcpSyslogMessageSender sender = new TcpSyslogMessageSender();
        sender.setSyslogServerHostname(address.host());
        sender.setSyslogServerPort(address.port());
        sender.setPostfix("\n");
        sender.setMaxRetryCount(0);
        return library(sender, sender);
    }

    private static Transport library(AbstractSyslogMessageSender sender, Closeable closeable) {
        sender.setMessageFormat(MessageFormat.RFC_5424);
        return new Transport() {
            @Override
            public void send(SyslogMessage message) throws IOException {
                sender.sendMessage(message);
            }

            @Override
            public void close() {
                try {
                    closeable.close();
                } catch (IOException | RuntimeException e) {
                    // It was never open, or is closed in any case.
                }
            }
        };
    }

    /** Waits while the server has too many waiting. */
    private static Transport datagrams(String path) throws IOException {
        UnixDatagrams socket = UnixDatagrams.to(path);
        return new Transport() {
            @Override
            public void send(SyslogMessage message) throws IOException {
                byte[] bytes = message.toRfc5424SyslogMessage().getBytes(UTF_8);
                try {
                    while (!socket.send(bytes)) {
                        LockSupport.parkNanos(PAUSE.toNanos());
                        if (Thread.interrupted()) {
                            throw new IOException("it takes no more, and this is the end");
                        }
                    }
                } catch (IOException e) {
                    throw new IOException(path + ": " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    /** Datagrams or, if it does not take them, a stream: as Python's SysLogHandler, which gunicorn uses. */
    private static Transport unix(String path) throws IOException {
        return new Transport() {
            private Transport way = datagrams(path);
            private boolean sent;

            @Override
            public void send(SyslogMessage message) throws IOException {
                try {
                    way.send(message);
                } catch (IOException e) {
                    if (sent) {
                        throw e;
                    }
                    Transport refused = way;
                    way = stream(path); // if that fails, what there is is closed once, by close()
                    refused.close();
                    way.send(message);
                }
                sent = true;
            }

            @Override
            public void close() {
                way.close();
            }
        };
    }

    private static Transport stream(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            channel.close();
            throw new IOException(path + ": " + e.getMessage(), e);
        }
        return new Transport() {
            @Override
            public void send(SyslogMessage message) throws IOException {
                ByteBuffer bytes = ByteBuffer.wrap((message.toRfc5424SyslogMessage() + "\n").getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void close() {
                try {
                    channel.close();
                } catch (IOException e) {
                    // It is closed in any case.
                }
            }
        };
    }
}
