package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.ControlSettings;
import org.junicorn.launcher.control.ControlServer;
import org.junicorn.launcher.control.Instance;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.supervisor.Operations;

/** The control socket of this run, if there is one. */
final class Control implements AutoCloseable {
    private final Optional<ControlServer> server;

    private Control(Optional<ControlServer> server) {
        this.server = server;
    }

    /**
     * Makes the socket that the settings name; else, if that is possible, the one of this run.
     *
     * @throws Refusal if the settings name one that cannot be made
     */
    static Control open(
            ControlSettings settings, Path ofThisRun, Instance instance, Operations operations, EventLog log)
            throws Refusal {
        if (settings.controlSocketDisable()) {
            return new Control(Optional.empty());
        }
        Path path = settings.controlSocket().orElse(ofThisRun);
        try {
            return new Control(
                    Optional.of(ControlServer.start(path, settings.controlSocketMode(), operations, instance)));
        } catch (IOException e) {
            if (settings.controlSocket().isPresent()) {
                throw new Refusal(ExitCode.BIND, e.getMessage());
            }
            log.debug("control.none", "reason", e.getMessage()); // nobody has asked for it
            return new Control(Optional.empty());
        }
    }

    /** Where it is. */
    Optional<Path> path() {
        return server.map(ControlServer::path);
    }

    @Override
    public void close() {
        server.ifPresent(ControlServer::close);
    }
}
