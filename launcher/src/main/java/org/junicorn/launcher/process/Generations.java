package org.junicorn.launcher.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.listen.Listeners.Listener;

/** What is needed to start workers of each generation that is still in use. Safe for all threads. */
final class Generations {
    /**
     * One generation.
     *
     * @param entry the application's entry in the work directory
     * @param modelFile the prepared application
     */
    record Generation(
            int number,
            Settings settings,
            JavaRuntime java,
            List<Listener> listeners,
            Path entry,
            Path modelFile,
            String contextPath) {}

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

    void remove(int number) {
        byNumber.remove(number);
    }

    /** Forgets those older than the serving one that no worker belongs to. */
    void retain(java.util.Set<Integer> inUse) {
        byNumber.keySet().retainAll(inUse);
    }
}
