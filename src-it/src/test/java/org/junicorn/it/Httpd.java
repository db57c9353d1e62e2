package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An httpd of Apache in front of servers, in the foreground, with a folder of its own. */
final class Httpd implements AutoCloseable {
    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final List<String> NEEDED = List.of(
            "mpm_event",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
            "auth_basic",
            "remoteip",
            "socache_shmcb",
            "ssl",
            "proxy",
            "proxy_ajp");

    /** It can listen at no Unix socket, and at no port that the kernel chooses; nobody else uses this address. */
    private static final String HOST = "127.77.0.1";

    private final Foreground server;
    private final Address address;

    private Httpd(Foreground server, Address address) {
        this.server = server;
        this.address = address;
    }

    /** A port for it, which is free as long as only it takes ports of its address. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    static String host() {
        return HOST;
    }

    /** Starts one with this configuration, which listens at the port of {@link #host}. */
    static Httpd with(String configuration, int port, Path directory) {
        StringBuilder text = new StringBuilder();
        for (String module : NEEDED) {
            text.append("LoadModule ")
                    .append(module)
                    .append("_module ")
                    .append(MODULES.resolve("mod_" + module + ".so"))
                    .append('\n');
        }
        text.append("""
                ServerRoot %1$s
                DefaultRuntimeDir %1$s
                PidFile %1$s/httpd.pid
                ErrorLog %1$s/httpd.log
                LogLevel warn
                Mutex file:%1$s default
                User nobody
                Group nogroup
                ServerName localhost
                KeepAlive On
                MaxKeepAliveRequests 0
                Listen %2$s:%3$d
                """.formatted(directory, HOST, port)).append(configuration);
        try {
            Path file = Files.writeString(directory.resolve("httpd.conf"), text);
            Address address = new Address(new InetSocketAddress(HOST, port), HOST + ":" + port);
            List<String> command = List.of("apache2", "-DFOREGROUND", "-f", file.toString());
            return new Httpd(
                    Foreground.start("httpd", command, directory, directory.resolve("httpd.pid"), address), address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Address address() {
        return address;
    }

    /** What it complained about. */
    String log() {
        return server.log();
    }

    @Override
    public void close() {
        server.close();
    }
}
