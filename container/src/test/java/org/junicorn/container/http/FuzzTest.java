package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junicorn.container.http.StrictParser.Message;
import org.junicorn.container.http.StrictParser.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged requests, pipelined, over raw sockets: the server must see the same messages as a strict parser, or refuse; it
 * must not answer 500, nor hang. What fails is shown with its seed.
 */
class FuzzTest {
    private static final int REQUESTS = 100_000;
    private static final int PER_CONNECTION = 3;
    private static final int CLIENTS = 4;
    private static final int MOST_FAILURES = 20;
    private static final long SEED = 20_261_121;

    @TempDir
    Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();

    private record Answer(int status, boolean last, String body) {}

    /** Says what it has understood. */
    private static void echo(HttpServerExchange exchange) throws IOException {
        byte[] body = exchange.getInputStream().readAllBytes();
        String id = exchange.getRequestHeaders().getFirst("X-Id");
        exchange.getOutputStream()
                .write((exchange.getRequestMethod() + " " + (id == null ? "" : id) + " " + new String(body, ISO_8859_1))
                        .getBytes(ISO_8859_1));
    }

    @Test
    @Timeout(180)
    void theServerSeesTheMessagesThatAStrictParserSeesOrRefuses() throws Exception {
        try (SharedSocket socket = SharedSocket.unix(folder.resolve("s"));
                TestServer server = TestServer.start(socket, TestServer.SETTINGS, TestServer.blocking(FuzzTest::echo));
                Logs logs = new Logs()) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Thread(() -> send(server.address()), "fuzz-" + i));
            }
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            // Neither all nothing nor all fine.
            assertThat(right.get()).isGreaterThan(REQUESTS / 20);
            assertThat(wrong.get()).isGreaterThan(REQUESTS / 10);
            await().until(() ->
                    server.card().closed.get() == server.card().opened.get());
            assertThat(server.card().begun.get())
                    .isEqualTo(server.card().finished.get());
            await().until(() -> server.card().busy.get() == 0);
            assertThat(server.get("/").status()).isEqualTo(200);
            // Undertow discards the body of what it refuses for its Host without a check of ours, and logs a bad
            // trailer.
            assertThat(logs.messages())
                    .filteredOn(message -> !message.contains("refused: ")
                            && !message.contains("Parameter 'headerName' may not be null"))
                    .isEmpty();
        }
    }

    private void send(SocketAddress server) {
        for (int i = next.getAndIncrement();
                i < REQUESTS / PER_CONNECTION && failures.size() < MOST_FAILURES;
                i = next.getAndIncrement()) {
            Fuzz fuzz = new Fuzz(SEED + i);
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int request = 0; request < PER_CONNECTION; request++) {
                sent.writeBytes(fuzz.request(i + "." + request));
            }
            sent.writeBytes(Fuzz.right("last").getBytes(ISO_8859_1));
            try {
                byte[] answers = exchange(server, sent.toByteArray());
                String shown = SEED + i + ": " + new String(sent.toByteArray(), ISO_8859_1);
                judge(sent.toByteArray(), answers).ifPresent(fault -> failures.add(fault + "; seed " + shown + "\n\n"));
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** Sends all and ends its side, so that nothing can be waited for; reads all that is answered. */
    private static byte[] exchange(SocketAddress server, byte[] sent) throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(server)) {
            ByteBuffer rest = ByteBuffer.wrap(sent);
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            try {
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.shutdownOutput();
                while (channel.read(buffer.clear()) >= 0) {
                    answers.write(buffer.array(), 0, buffer.position());
                }
            } catch (IOException e) {
                // It may leave as soon as it has refused something; what it has said before counts.
                return answers.toByteArray();
            }
        }
        return answers.toByteArray();
    }

    private Optional<String> judge(byte[] sent, byte[] received) throws IOException {
        StrictParser.Reading reading = StrictParser.read(sent);
        right.addAndGet(reading.messages().size() - (reading.verdict() == Verdict.END ? 1 : 0));
        wrong.addAndGet(reading.verdict() == Verdict.END ? 0 : 1);
        List<Answer> answers = answers(received);
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            boolean refused =
                    answer.status() >= 400 && answer.status() < 500 || answer.status() == 501 || answer.status() == 505;
            if (!refused && answer.status() != 200) {
                return Optional.of("an answer of " + answer.status());
            }
            if (answer.last() && i < answers.size() - 1) {
                return Optional.of("an answer after the last one");
            }
            if (i >= reading.messages().size()) {
                if (!refused || reading.verdict() == Verdict.END || reading.verdict() == Verdict.CLOSED) {
                    return Optional.of("answered what is " + reading.verdict() + ": " + answer);
                }
                if (!answer.last()) {
                    return Optional.of("read on after " + answer + " to what is " + reading.verdict());
                }
            } else if (!refused
                    && !spaced(answer.body())
                            .equals(spaced(expected(reading.messages().get(i))))) {
                return Optional.of("understood " + answer + " instead of "
                        + reading.messages().get(i));
            }
        }
        boolean ended = !answers.isEmpty() && answers.get(answers.size() - 1).last();
        if (answers.size() < reading.messages().size() && !ended) {
            return Optional.of("no answer to " + reading.messages().get(answers.size()));
        }
        return Optional.empty();
    }

    /** A folded line may be joined by any white space. */
    private static String spaced(String text) {
        return text.replaceAll("[ \t]+", " ");
    }

    private static String expected(Message message) {
        return message.method() + " " + message.id() + " " + new String(message.body(), ISO_8859_1);
    }

    private static List<Answer> answers(byte[] received) throws IOException {
        InputStream in = new ByteArrayInputStream(received);
        List<Answer> answers = new ArrayList<>();
        for (String status = line(in); !status.isEmpty(); status = line(in)) {
            if (!status.matches("HTTP/1\\.[01] [1-5][0-9][0-9].*")) {
                throw new IOException("no status line: " + status);
            }
            int length = 0;
            boolean last = status.startsWith("HTTP/1.0");
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                String lower = field.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(field.substring(15).strip());
                } else if (lower.startsWith("connection:")) {
                    last = lower.endsWith("close");
                }
            }
            answers.add(new Answer(
                    Integer.parseInt(status.substring(9, 12)), last, new String(in.readNBytes(length), ISO_8859_1)));
        }
        return answers;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }
}
