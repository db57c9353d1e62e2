package org.junicorn.container.route;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A handler on a port of its own, and a client that sends what it is told to. */
final class Front implements AutoCloseable {
    private final Undertow server;

    /** A response as it came. */
    record Answer(String text) {
        int status() {
            return Integer.parseInt(text.split(" ")[1]);
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        String header(String name) {
            return text.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    Front(HttpHandler handler) {
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(4)
                .setHandler(handler)
                .build();
        server.start();
    }

    int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    Answer get(String path, String... headers) throws IOException {
        return ask("GET " + path + " HTTP/1.1", "", headers);
    }

    /** Sends one request, after which the connection ends. */
    Answer ask(String line, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(line).append("\r\n");
        boolean host = false;
        for (String header : headers) {
            request.append(header).append("\r\n");
            host |= header.startsWith("Host:");
        }
        request.append(host ? "" : "Host: localhost\r\n");
        request.append(body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n");
        request.append("Connection: close\r\n\r\n").append(body);
        return raw(request.toString());
    }

    Answer raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new Answer(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
