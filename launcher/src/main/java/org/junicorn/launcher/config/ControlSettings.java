package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.config.Setting.Syntax;

/**
 * The socket that {@code ctl} speaks to.
 *
 * @param controlSocket absolute; empty: a socket of this run's own
 * @param controlSocketMode permission bits, 0 to 0777
 */
public record ControlSettings(
        @Setting(
                section = "Control",
                computedDefault = "`control.sock` in this run's own folder in `work_dir`, where `ctl` finds it",
                origin = "gunicorn: control_socket",
                doc = "Unix socket for `ctl`. One that is named here must be possible, or the server does not start;"
                        + " the default one is left out where the file system has no sockets. A socket of another live"
                        + " instance is never taken over. See [control](operations.md#control).")
        Optional<Path> controlSocket,

        @Setting(
                section = "Control",
                byDefault = "0600",
                max = "0777",
                syntax = Syntax.OCTAL,
                origin = "gunicorn: control_socket_mode",
                doc =
                        "Permissions of the control socket, in octal. Whoever may write to it is obeyed: `0660` admits the"
                                + " group of the operators.")
        int controlSocketMode,

        @Setting(
                section = "Control",
                byDefault = "false",
                options = "--no-control-socket",
                origin = "gunicorn: control_socket_disable",
                doc = "Have no control socket; signals remain.")
        boolean controlSocketDisable) {}
