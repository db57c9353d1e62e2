package org.junicorn.container.deploy;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junicorn.container.ContainerSettings;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.proxy.TrustedProxies;
import org.junicorn.container.war.WebAppModel;

/** A deployed application behind a plain Undertow listener. */
final class Running implements AutoCloseable {
    private final DeployedApp app;
    private final ExecutorService executor;
    private final Undertow server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    private Running(DeployedApp app, ContainerSettings settings, ExecutorService executor) {
        this.app = app;
        this.executor = executor;
        this.server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 36_000)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setIoThreads(1)
                .setWorkerThreads(2)
                .setHandler(TrustedProxies.stage(settings.proxies())
                        .map(stage -> stage.apply(app.handler()))
                        .orElse(app.handler()))
                .build();
        server.start();
    }

    static Running start(WebAppModel model, ContainerSettings settings) throws DeploymentException {
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            return new Running(new Deployer().deploy(model, settings, executor), settings, executor);
        } catch (DeploymentException e) {
            executor.shutdownNow();
            throw e;
        }
    }

    DeployedApp app() {
        return app;
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(path, request -> request);
    }

    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> change)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
        return client.send(change.apply(request).build(), BodyHandlers.ofString());
    }

    /** Sends the text with its line ends as CRLF and reads until the server closes. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public void close() {
        server.stop();
        app.close();
        executor.shutdownNow();
    }
}
