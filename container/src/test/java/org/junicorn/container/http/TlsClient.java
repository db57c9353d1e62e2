package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junicorn.container.tls.TestFiles;

/** A client that trusts everybody, and remembers whom it has met. */
final class TlsClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final SSLSocket socket;
    private final InputStream in;

    /** How it connects. */
    record Way(
            String host, List<String> protocols, List<String> ciphers, List<String> alpn, Optional<String> keystore) {
        static final Way DEFAULT = new Way("", List.of(), List.of(), List.of(), Optional.empty());

        Way host(String name) {
            return new Way(name, protocols, ciphers, alpn, keystore);
        }

        Way protocols(String... names) {
            return new Way(host, List.of(names), ciphers, alpn, keystore);
        }

        Way ciphers(String... names) {
            return new Way(host, protocols, List.of(names), alpn, keystore);
        }

        Way alpn(String... names) {
            return new Way(host, protocols, ciphers, List.of(names), keystore);
        }

        Way keystore(String file) {
            return new Way(host, protocols, ciphers, alpn, Optional.of(file));
        }
    }

    private TlsClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static TlsClient connect(SocketAddress address, Way way) throws IOException {
        SSLSocket socket = open(way);
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", ((InetSocketAddress) address).getPort()));
            SSLParameters parameters = socket.getSSLParameters();
            if (!way.host().isEmpty()) {
                parameters.setServerNames(List.of(new SNIHostName(way.host())));
            }
            if (!way.protocols().isEmpty()) {
                parameters.setProtocols(way.protocols().toArray(String[]::new));
            }
            if (!way.ciphers().isEmpty()) {
                parameters.setCipherSuites(way.ciphers().toArray(String[]::new));
            }
            parameters.setApplicationProtocols(way.alpn().toArray(String[]::new));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Begins a handshake on a connection that is open already. */
    static TlsClient over(Socket open) throws IOException {
        open.setSoTimeout(PATIENCE_MILLIS);
        SSLSocket socket = (SSLSocket) factory(Way.DEFAULT).createSocket(open, "localhost", open.getPort(), true);
        socket.startHandshake();
        return new TlsClient(socket);
    }

    private static SSLSocket open(Way way) throws IOException {
        return (SSLSocket) factory(way).createSocket();
    }

    private static SSLSocketFactory factory(Way way) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    way.keystore().isPresent() ? keys(way.keystore().get()) : new KeyManager[0],
                    new TrustManager[] {new Trusting()},
                    null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static KeyManager[] keys(String file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(TestFiles.file(file)), "secret".toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, "secret".toCharArray());
        return new KeyManager[] {new Insistent((X509ExtendedKeyManager) factory.getKeyManagers()[0])};
    }

    /** Shows its certificate whoever the server trusts. */
    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Insistent(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return keys.getClientAliases(keyType, null);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(keyType, null, socket);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return keys.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
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

    SSLSocket socket() {
        return socket;
    }

    /** The subject of the server's certificate. */
    String server() throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** The whole answer to a GET, on a connection that goes on. */
    String get(String path) throws IOException {
        send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return read();
    }

    /** A head, and a body of the length that it says. */
    String read() throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the end, after: " + head);
            }
            head.append((char) next);
        }
        String length = head.toString().replaceFirst("(?is).*content-length: (\\d+).*", "$1");
        return head + new String(in.readNBytes(length.matches("\\d+") ? Integer.parseInt(length) : 0), ISO_8859_1);
    }

    /** Everything until the server says that it is the end. */
    String readAll() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
