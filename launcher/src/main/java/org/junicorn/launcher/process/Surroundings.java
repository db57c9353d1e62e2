package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What depends on this process, so that it cannot leave while its successor goes on. */
final class Surroundings {
    /** They start one program in a container, and end with it. */
    private static final Set<String> INITS_OF_CONTAINERS = Set.of("tini", "docker-init", "dumb-init", "catatonit");

    private Surroundings() {}

    /** Why this process cannot be followed by another one; empty if it can. */
    static Optional<String> hindrance(Map<String, String> environment) {
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        return hindrance(environment, ProcessHandle.current().pid(), parent, nameOf(parent));
    }

    static Optional<String> hindrance(Map<String, String> environment, long pid, long parent, String parentName) {
        if (pid == 1) {
            return Optional.of("this process is the first of its container, which ends with it; replace the container");
        } else if (parent == 1 && INITS_OF_CONTAINERS.contains(parentName)) {
            return Optional.of(parentName + " ends the container together with this process; replace the container");
        } else if (environment.getOrDefault("SYSTEMD_EXEC_PID", "").equals(Long.toString(pid))
                && environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            return Optional.of("systemd ends the service together with this process unless it is told of another one;"
                    + " write Type=notify or Type=notify-reload into the unit, and restart the service");
        }
        return Optional.empty();
    }

    private static String nameOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
