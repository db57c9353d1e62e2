package org.junicorn.container.session;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A redis-server of Debian on a port of its own, killed when it is closed. */
final class RedisProcess implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final List<String> arguments;
    private Process process;

    private RedisProcess(Path folder, int port, List<String> arguments) {
        this.folder = folder;
        this.port = port;
        this.arguments = arguments;
    }

    /** Below those that the kernel gives to whoever does not care, so that nobody gets it before the server does. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (BindException e) {
                // somebody has it
            }
        }
    }

    /** @param configuration lines of redis.conf */
    static RedisProcess start(Path folder, int port, String... configuration) throws Exception {
        return start(folder, port, List.of(), configuration);
    }

    static RedisProcess start(Path folder, int port, List<String> arguments, String... configuration) throws Exception {
        List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "dir " + folder, "save \"\""));
        lines.addAll(List.of(configuration));
        if (lines.stream().noneMatch(line -> line.startsWith("port ") || line.startsWith("tls-port "))) {
            lines.add("port " + port);
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("redis.conf"), lines);
        RedisProcess redis = new RedisProcess(folder, port, arguments);
        redis.start();
        return redis;
    }

    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server", "redis.conf"));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        await("redis-server, from src-it/install-test-deps.sh, listens")
                .atMost(Duration.ofSeconds(60))
                .until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("redis-server ended: " + Files.readString(folder.resolve("redis.log")));
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Sends inline commands without waiting for more than the first line of the last answer. */
    String say(String... commands) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            String answer = "";
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
                byte[] buffer = new byte[64 * 1024];
                int read = socket.getInputStream().read(buffer);
                answer = new String(buffer, 0, read, StandardCharsets.UTF_8);
            }
            return answer;
        }
    }

    /** It is there and does not answer. */
    void freeze() throws Exception {
        signal("STOP");
    }

    void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
