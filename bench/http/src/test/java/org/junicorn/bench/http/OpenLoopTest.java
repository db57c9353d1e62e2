package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of a few lines, each of whose answers the test decides. */
class OpenLoopTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nHello, World!\n";
    private static final Duration COUNTED = Duration.ofMillis(500);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private ServerSocket listener;

    @AfterEach
    void stop() throws IOException {
        never.countDown();
        listener.close();
        threads.shutdownNow();
    }

    @Test
    void asksAtTheRateThatItIsTold() throws IOException {
        OpenLoop.Outcome outcome = run(Cell.HELLO, 4, 400, request -> ANSWER);

        assertThat(outcome.errors()).isZero();
        assertThat(outcome.latencies().count()).isEqualTo(200);
        assertThat(asked).hasValue(220); // 20 of them before anything is counted
        assertThat(accepted).hasValue(4);
    }

    /** A closed loop with two connections would have seen two slow requests of hundreds. */
    @Test
    void aPauseOfTheServerIsChargedWithAllRequestsThatItMadeWait() throws IOException {
        long[] until = {0};
        OpenLoop.Outcome outcome = run(Cell.HELLO, 2, 400, request -> {
            synchronized (until) {
                if (request == 60) {
                    until[0] = System.nanoTime() + Duration.ofMillis(250).toNanos();
                }
            }
            pause(until[0] - System.nanoTime());
            return ANSWER;
        });

        assertThat(outcome.errors()).isZero();
        assertThat(outcome.latencies().count()).isEqualTo(200);
        // 100 requests were due within the quarter of a second: a quarter of all waited for more than half of it.
        assertThat(outcome.latencies().percentile(80)).isGreaterThan(100);
        assertThat(outcome.latencies().percentile(100)).isGreaterThan(240);
    }

    @Test
    void wrongAnswersAreErrors() throws IOException {
        OpenLoop.Outcome outcome = run(Cell.HELLO, 2, 200, request -> switch (request % 10) {
            case 0 -> "HTTP/1.1 500 \r\nContent-Length: 14\r\n\r\nHello, World!\n";
            case 1 -> "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nlie";
            case 2 -> ""; // closes the connection
            default -> ANSWER;
        });

        assertThat(outcome.latencies().count()).isEqualTo(100);
        assertThat(outcome.errors()).isBetween(29L, 31L);
    }

    @Test
    void whatIsNeverAnsweredIsAnErrorAndSoIsWhatThereWasNoConnectionFor() throws IOException {
        serve(ServerSocketFactory.getDefault(), request -> {
            if (request >= 60) {
                pause(Duration.ofMinutes(1).toNanos());
            }
            return ANSWER;
        });

        OpenLoop.Outcome outcome = new OpenLoop(Wire.plain(), target(Cell.HELLO, 2), Duration.ofMillis(100))
                .run(200, Duration.ZERO, COUNTED);

        assertThat(outcome.latencies().count()).isEqualTo(100);
        assertThat(outcome.errors()).isEqualTo(40);
        assertThat(outcome.latencies().percentile(100)).isGreaterThan(200);
    }

    @Test
    void aConnectionForEachRequestIsOneIfTheCellSaysSo() throws IOException {
        OpenLoop.Outcome outcome = run(Cell.CLOSE, 4, 200, request -> ANSWER);

        assertThat(outcome.errors()).isZero();
        assertThat(accepted).hasValue(110);
    }

    @Test
    void speaksTls(@TempDir Path folder) throws Exception {
        Keys keys = Keys.make(folder);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password = Keys.PASSWORD.toCharArray();
        own.init(java.security.KeyStore.getInstance(keys.store().toFile(), password), password);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), null, null);

        OpenLoop.Outcome outcome = run(
                Cell.BODY_1M,
                2,
                40,
                request -> "HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + "x".repeat(1_048_576),
                server.getServerSocketFactory(),
                Wire.tls(keys.client()));

        assertThat(outcome.latencies().count()).isEqualTo(20);
        assertThat(outcome.errors()).isZero();
    }

    private OpenLoop.Outcome run(Cell cell, int connections, int perSecond, IntFunction<String> answers)
            throws IOException {
        return run(cell, connections, perSecond, answers, ServerSocketFactory.getDefault(), Wire.plain());
    }

    private OpenLoop.Outcome run(
            Cell cell,
            int connections,
            int perSecond,
            IntFunction<String> answers,
            ServerSocketFactory sockets,
            Wire.Opener opener)
            throws IOException {
        serve(sockets, answers);
        return new OpenLoop(opener, target(cell, connections)).run(perSecond, COUNTED.dividedBy(10), COUNTED);
    }

    private void serve(ServerSocketFactory sockets, IntFunction<String> answers) throws IOException {
        listener = sockets.createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        threads.execute(() -> accept(answers));
    }

    private Target target(Cell cell, int connections) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        return new Target(cell, address, List.of(cell.ask()), connections);
    }

    private void accept(IntFunction<String> answers) {
        try {
            while (true) {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                threads.execute(() -> serve(socket, answers));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket, IntFunction<String> answers) {
        try (socket) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    String answer = answers.apply(asked.getAndIncrement());
                    if (answer.isEmpty()) {
                        return;
                    }
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private void pause(long nanos) {
        try {
            never.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }
}
