package org.junicorn.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Requests over TLS without a pause, by clients that trust everybody: some with a connection for each, some that go on with
 * theirs until they are told that it ends. Whatever is no answer of 200 is a failure.
 */
final class TlsLoad implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Address address;
    private final SSLSocketFactory sockets;
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> servers = ConcurrentHashMap.newKeySet();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopped;

    private TlsLoad(Address address) {
        this.address = address;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            this.sockets = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static TlsLoad start(Address address, int perRequest, int keepAlive) {
        TlsLoad load = new TlsLoad(address);
        for (int i = 0; i < perRequest + keepAlive; i++) {
            boolean kept = i >= perRequest;
            Thread client = new Thread(() -> load.run(kept), "tls-client-" + i);
            load.clients.add(client);
            client.start();
        }
        return load;
    }

    /** The subject of the certificate that a client is shown who has never been there, and asks for this name. */
    static String shown(Address address, String name) {
        TlsLoad stranger = new TlsLoad(address);
        try (SSLSocket socket = stranger.connect(List.of(new SNIHostName(name)))) {
            return subject(socket);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void run(boolean keepAlive) {
        while (!stopped) {
            try (SSLSocket socket = connect()) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                String head;
                do {
                    head = exchange(socket, in, keepAlive);
                    answered.incrementAndGet();
                } while (keepAlive && !stopped && !head.toLowerCase(Locale.ROOT).contains("connection: close"));
            } catch (IOException e) {
                failures.add(LocalTime.now() + " " + e);
            }
        }
    }

    private SSLSocket connect() throws IOException {
        return connect(List.of());
    }

    private SSLSocket connect(List<SNIServerName> names) throws IOException {
        SSLSocket socket = (SSLSocket) sockets.createSocket();
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(names);
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", address.port()), PATIENCE_MILLIS);
        socket.startHandshake();
        servers.add(subject(socket));
        return socket;
    }

    private static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private static String exchange(SSLSocket socket, InputStream in, boolean keepAlive) throws IOException {
        socket.getOutputStream()
                .write(("GET /index.html HTTP/1.1\r\nHost: localhost\r\n" + (keepAlive ? "" : "Connection: close\r\n")
                                + "\r\n")
                        .getBytes(ISO_8859_1));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the end, after \"" + head + "\"");
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 200")) {
            throw new IOException(head.toString());
        }
        int length = Integer.parseInt(head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1"));
        if (in.readNBytes(length).length < length) {
            throw new IOException("half a body");
        }
        return head.toString();
    }

    long answered() {
        return answered.get();
    }

    /** Waits until so many more requests were answered. */
    void awaitMore(long count) {
        long goal = answered.get() + count;
        Await.until(count + " more answers", Duration.ofSeconds(60), () -> answered.get() >= goal);
    }

    /** The subject of the certificate that a new client is shown. */
    String shown() {
        try (SSLSocket socket = connect()) {
            return subject(socket);
        } catch (IOException e) {
            return e.toString();
        }
    }

    Set<String> servers() {
        return servers;
    }

    List<String> stop() {
        stopped = true;
        for (Thread client : clients) {
            try {
                client.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop();
    }
}
