package org.junicorn.launcher.config;

import java.util.List;
import org.junicorn.launcher.config.Setting.Syntax;
import org.junicorn.launcher.listen.BindAddress;

/**
 * Where the supervisor listens.
 *
 * @param bind at least one, no two alike
 * @param backlog connections that the kernel may hold until a worker accepts them, at least 1
 * @param socketMode permission bits of Unix sockets, 0 to 0777
 */
public record SocketSettings(
        @Setting(
                common = true,
                section = "Sockets",
                byDefault = "127.0.0.1:8000",
                variable = "PORT",
                variableAs = "0.0.0.0:*",
                options = "-b",
                origin = "gunicorn: bind",
                doc =
                        "Addresses to listen at: `HOST:PORT`, `HOST` (port 8000), `[IPV6]:PORT`, `:PORT` (all IPv4"
                                + " addresses), `unix:PATH`, or `fd://N` for an inherited listener. Port 0 lets the kernel"
                                + " choose. `https://HOST:PORT` (and `https+fd://N`) are served over TLS, with `certfile` or"
                                + " `keystore`; at `ajp://HOST:PORT` (port 8009) web servers speak AJP, with `ajp_secret_file`.")
        List<BindAddress> bind,

        @Setting(
                section = "Sockets",
                byDefault = "2048",
                min = "1",
                max = "65535",
                origin = "gunicorn: backlog",
                doc = "Connections that may wait in the kernel until a worker accepts them. The kernel caps it at"
                        + " `net.core.somaxconn`.")
        int backlog,

        @Setting(
                common = true,
                section = "Sockets",
                byDefault = "0600",
                max = "0777",
                syntax = Syntax.OCTAL,
                origin = "new",
                doc = "Permissions of Unix sockets, in octal. Whoever may write can connect: `0660` admits the group"
                        + " of a proxy.")
        int socketMode) {

    public SocketSettings {
        bind = List.copyOf(bind);
    }
}
