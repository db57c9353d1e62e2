package org.junicorn.container.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junicorn.container.Container.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AcceptorTest {
    /** Fails as it is told to, then accepts. */
    private static final class Failing extends ServerSocketChannel {
        private final ServerSocketChannel real;
        private final ConcurrentLinkedQueue<String> failures;

        Failing(ServerSocketChannel real, List<String> failures) {
            super(SelectorProvider.provider());
            this.real = real;
            this.failures = new ConcurrentLinkedQueue<>(failures);
        }

        @Override
        public SocketChannel accept() throws IOException {
            String failure = failures.poll();
            if (failure != null) {
                throw new IOException(failure);
            }
            return real.accept();
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return real.getLocalAddress();
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            real.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            real.configureBlocking(block);
        }
    }

    @Test
    void triesAgainWhenItCannotAcceptAndSaysSoOncePerReason() throws Exception {
        List<String> failures =
                List.of("Too many open files", "Too many open files", "Too many open files", "Software caused abort");
        ServerSocketChannel real = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        SocketAddress address = real.getLocalAddress();
        try (Logs logs = new Logs();
                HttpServer server = new HttpServer(TestServer.SETTINGS, new Card(), new TestServer.Events())) {
            server.start();
            server.serve(exchange -> exchange.setStatusCode(204));
            server.accept(List.of(new Listener("a:1", new Failing(real, failures), ServerSocketChannel.open(), false)));
            try (Client client = Client.connect(address)) {
                assertThat(client.get("/").status()).isEqualTo(204);
            }
            assertThat(logs.messages())
                    .containsExactly(
                            "listener a:1 cannot accept: Too many open files; tries again",
                            "listener a:1 cannot accept: Software caused abort; tries again");
            server.drain(Set.of(), IdlePolicy.LINGER).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void leavesConnectionsToOthersWhileItIsToldTo() throws Exception {
        ServerSocketChannel real = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        SocketAddress address = real.getLocalAddress();
        Card card = new Card();
        card.givesWay = true;
        try (HttpServer server = new HttpServer(TestServer.SETTINGS, card, new TestServer.Events())) {
            server.start();
            server.serve(exchange -> exchange.setStatusCode(204));
            server.accept(List.of(new Listener("a:1", real, ServerSocketChannel.open(), false)));
            try (Client client = Client.connect(address)) {
                int asked = card.asked.get();
                await().until(() -> card.asked.get() > asked + 50);
                assertThat(card.opened).hasValue(0);
                assertThat(card.awaiting).isEmpty();
                card.givesWay = false;
                assertThat(client.get("/").status()).isEqualTo(204);
            }
            await().until(() -> card.awaiting.contains("a:1"));
            card.givesWay = true;
            server.drain(Set.of(), IdlePolicy.LINGER).get(20, TimeUnit.SECONDS);
            assertThat(card.awaiting).isEmpty();
        }
    }

    @Test
    void saysThatItsListenerWasClosedBySomebodyElse() throws Exception {
        ServerSocketChannel real = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        try (Logs logs = new Logs();
                HttpServer server = new HttpServer(TestServer.SETTINGS, new Card(), new TestServer.Events())) {
            server.start();
            server.serve(exchange -> exchange.setStatusCode(204));
            server.accept(List.of(new Listener("a:1", real, ServerSocketChannel.open(), false)));
            real.close();
            await().until(() -> !logs.messages().isEmpty());
            assertThat(logs.messages()).containsExactly("listener a:1 was closed by somebody else: it accepts no more");
        }
    }
}
