package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junicorn.launcher.listen.BindAddress;

/**
 * The supervisor's own address, for those who look after the server.
 *
 * @param adminBind TCP or Unix; empty: none
 * @param adminToken empty: nobody can command anything there
 * @param adminTokenFile its first line is the token
 * @param drainDelay zero: a graceful stop drains at once
 */
public record AdminSettings(
        @Setting(
                common = true,
                section = "Operation",
                origin = "new",
                doc = "Where the supervisor answers `/livez`, `/readyz` and `/metrics` and shows its dashboard:"
                        + " `127.0.0.1:PORT`, or `unix:PATH`, which only its owner can open. An address that other"
                        + " machines reach needs `admin_token`. Port 0 lets the kernel choose.")
        Optional<BindAddress> adminBind,

        @Setting(
                section = "Operation",
                secret = true,
                origin = "new",
                doc = "What commands at `admin_bind` must send (`Authorization: Bearer TOKEN`); without it there are"
                        + " none. Give it in the file or the environment: command lines are seen by everybody.")
        Optional<String> adminToken,

        @Setting(section = "Operation", origin = "new", doc = "A file whose first line is the `admin_token`.")
        Optional<Path> adminTokenFile,

        @Setting(
                section = "Operation",
                byDefault = "0s",
                min = "0s",
                max = "1h",
                origin = "new",
                doc = "How long the server goes on accepting and serving after it was told to stop, while `/readyz`"
                        + " already fails: the time that load balancers need to notice. A second TERM ends it.")
        Duration drainDelay) {}
