package org.junicorn.launcher.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * The last ends of workers, and how often each cause was met since the start. Touched by the supervisor's thread alone.
 */
final class ExitHistory {
    private static final int REMEMBERED = 100;

    /** Of one worker's output; a hundred workers with long lines must not fill the supervisor's heap. */
    private static final int MOST_CHARACTERS = 16 * 1024;

    private final Deque<Exit> last = new ArrayDeque<>();
    private final Map<ExitCause, Long> counts = new EnumMap<>(ExitCause.class);

    void add(Exit exit) {
        last.addLast(exit);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
        counts.merge(exit.cause(), 1L, Long::sum);
    }

    /** The newest comes last. */
    List<Exit> last() {
        return List.copyOf(last);
    }

    Map<ExitCause, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The last lines that fit. */
    static List<String> shortened(List<String> output) {
        LinkedList<String> kept = new LinkedList<>();
        int room = MOST_CHARACTERS;
        for (int i = output.size() - 1; i >= 0 && output.get(i).length() <= room; i--) {
            kept.addFirst(output.get(i));
            room -= output.get(i).length();
        }
        return kept;
    }
}
