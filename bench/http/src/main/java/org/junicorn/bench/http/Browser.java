package org.junicorn.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junicorn.bench.Server;

/** Asks single requests: whether a server is up, whether it answers rightly, and for sessions. */
final class Browser {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(2);

    private final HttpClient client;

    Browser(SSLContext tls) {
        this.client = HttpClient.newBuilder().sslContext(tls).build();
    }

    /** Asks until there is an answer with status 200. @return the server's age then */
    Duration awaitFirst(Server server, String path) throws IOException, InterruptedException {
        String last = "no answer";
        while (server.age().compareTo(PATIENCE) < 0 && server.isAlive()) {
            try {
                int status = send(server.address(), false, HttpClient.Version.HTTP_1_1, Ask.get(path))
                        .statusCode();
                if (status == 200) {
                    return server.age();
                }
                last = "status " + status;
            } catch (IOException e) {
                last = e.toString();
            }
            LockSupport.parkNanos(BETWEEN);
        }
        throw new IOException(server.name() + " does not answer at " + path + ", " + last + ":\n" + server.log());
    }

    /** @throws IOException if the answer is not the one that is expected */
    void check(Cell cell, Server server) throws IOException, InterruptedException {
        HttpClient.Version version = cell == Cell.H2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
        HttpResponse<byte[]> answer = send(address(cell, server), cell.overTls(), version, cell.ask());
        if (answer.statusCode() != 200 || !cell.answers(answer.body().length) || answer.version() != version) {
            throw new IOException(cell.title() + ": " + server.name() + " answers with " + answer.version()
                    + ", status " + answer.statusCode() + " and " + answer.body().length + " bytes");
        }
    }

    /** Requests of that many sessions, which are made. */
    List<Ask> sessions(Cell cell, Server server, int count) throws IOException, InterruptedException {
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String cookie = send(server.address(), false, HttpClient.Version.HTTP_1_1, cell.ask())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow(() -> new IOException(server.name() + " makes no session"));
            asks.add(cell.ask().with("Cookie", cookie.split(";")[0]));
        }
        return asks;
    }

    static InetSocketAddress address(Cell cell, Server server) throws IOException {
        return server.address(cell.overTls() ? 2 : 1);
    }

    private HttpResponse<byte[]> send(InetSocketAddress address, boolean tls, HttpClient.Version version, Ask ask)
            throws IOException, InterruptedException {
        URI uri = URI.create(
                (tls ? "https://" : "http://") + address.getHostString() + ":" + address.getPort() + ask.path());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .version(version)
                .timeout(REQUEST_PATIENCE)
                .method(
                        ask.method(),
                        ask.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(ask.body()));
        ask.headers().forEach((name, value) -> {
            if (!name.equals("Connection")) { // which this client does not let anybody say
                request.header(name, value);
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
