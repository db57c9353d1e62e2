package org.junicorn.launcher.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junicorn.container.route.RoutingOptions;
import org.junicorn.launcher.config.PrintConfig;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.listen.Listeners.Listener;

/** What is needed to start workers of each generation that is still in use. Safe for all threads. */
final class Generations {
    /**
     * One generation.
     *
     * @param config the settings as {@code ctl} shows them
     * @param apps what it serves
     * @param users this generation's copy of the file of users
     * @param ajpSecret what web servers must know that speak AJP
     * @param storePassword of the Redis with the sessions, from its file
     * @param routing with the content of the file of rules
     * @param certificates what its workers show to clients that speak TLS
     * @param certificateWatch has seen their files as they were when they were read
     * @param watch has seen the applications' files as they were when they were read
     */
    record Generation(
            int number,
            Settings settings,
            List<PrintConfig.Line> config,
            JavaRuntime java,
            List<Listener> listeners,
            Applications.Prepared apps,
            Optional<Path> users,
            Optional<String> storePassword,
            Optional<String> ajpSecret,
            RoutingOptions routing,
            ServedCertificates certificates,
            CertificateWatch certificateWatch,
            FileWatch watch) {

        /** Few words: it holds a secret. */
        @Override
        public String toString() {
            return "generation " + number;
        }
    }

    private final Map<Integer, Generation> byNumber = new ConcurrentHashMap<>();

    void add(Generation generation) {
        byNumber.put(generation.number(), generation);
    }

    Generation get(int number) {
        Generation found = byNumber.get(number);
        if (found == null) {
            throw new IllegalStateException("generation " + number + " is unknown");
        }
        return found;
    }

    List<Generation> all() {
        return List.copyOf(byNumber.values());
    }

    Optional<Generation> remove(int number) {
        return Optional.ofNullable(byNumber.remove(number));
    }
}
