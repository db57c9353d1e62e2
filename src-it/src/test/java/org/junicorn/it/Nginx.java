package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx in front of servers, as an operator would configure it: kept upstream connections, nothing special else. */
final class Nginx implements AutoCloseable {
    private final Foreground server;
    private final Address address;

    private Nginx(Foreground server, Address address) {
        this.server = server;
        this.address = address;
    }

    /** Starts an nginx that passes everything on to {@code upstream} and listens at a Unix socket in the folder. */
    static Nginx before(Address upstream, Path directory) {
        String server = upstream.isUnix() ? "unix:" + upstream.path() : upstream.host();
        return serving("""
                upstream application {
                  server %s;
                  keepalive 16;
                }
                server {
                  listen unix:%s;
                  keepalive_requests 1000000;
                  location / {
                    proxy_pass http://application;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                  }
                }
                """.formatted(server, socket(directory)), directory);
    }

    /** Where an nginx of this folder shall listen. */
    static Path socket(Path directory) {
        return directory.resolve("nginx.sock");
    }

    /** Starts an nginx with these sites, of which one listens at {@link #socket}. */
    static Nginx serving(String sites, Path directory) {
        Path socket = socket(directory);
        String configuration = """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.log notice;
                events { worker_connections 512; }
                http {
                  access_log off;
                  # Its workers run as another user, who may not write to this test's folder.
                  proxy_max_temp_file_size 0;
                  client_body_temp_path %1$s/nginx-body;
                  proxy_temp_path %1$s/nginx-proxy;
                  fastcgi_temp_path %1$s/nginx-fastcgi;
                  uwsgi_temp_path %1$s/nginx-uwsgi;
                  scgi_temp_path %1$s/nginx-scgi;
                  %2$s
                }
                """.formatted(directory, sites);
        try {
            Path file = Files.writeString(directory.resolve("nginx.conf"), configuration);
            Address address = Address.parse("unix:" + socket);
            List<String> command = List.of("nginx", "-p", directory.toString(), "-c", file.toString());
            return new Nginx(Foreground.start("nginx", command, directory, socket, address), address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Address address() {
        return address;
    }

    /** What nginx complained about. */
    String log() {
        return server.log();
    }

    @Override
    public void close() {
        server.close();
    }
}
