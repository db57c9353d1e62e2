package org.junicorn.launcher.process;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The environment that processes of this supervisor get. */
final class Environment {
    /** What an old supervisor gives the new one that takes its place. */
    static final String PREDECESSOR = "JUNICORN_PREDECESSOR";

    /** Variables that speak to this process and not to its children: sd_listen_fds(3), sd_notify(3). */
    private static final Set<String> OURS = Set.of(
            "LISTEN_PID",
            "LISTEN_FDS",
            "LISTEN_FDNAMES",
            "NOTIFY_SOCKET",
            "WATCHDOG_PID",
            "WATCHDOG_USEC",
            "FDSTORE",
            PREDECESSOR);

    private static final Set<String> OF_THE_MAIN_PROCESS = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC");

    private Environment() {}

    /** For workers and helpers; the caller may add to it. */
    static Map<String, String> forChildren() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.keySet().removeAll(OURS);
        return environment;
    }

    /** For a supervisor that takes this one's place and speaks to the service manager in its stead. */
    static Map<String, String> forSuccessor(String inheritance) {
        Map<String, String> environment = forChildren();
        OF_THE_MAIN_PROCESS.forEach(name -> {
            if (System.getenv(name) != null) {
                environment.put(name, System.getenv(name));
            }
        });
        environment.put(PREDECESSOR, inheritance);
        return environment;
    }
}
