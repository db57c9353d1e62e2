package org.junicorn.launcher.process;

import java.util.List;
import org.junicorn.launcher.signal.Signals;

/** INT and TERM for a command that is not the server. */
public final class EndSignals {
    private EndSignals() {}

    /**
     * Has INT and TERM end this JVM, with its shutdown hooks and the usual status, also where it was started with one of
     * them ignored: a shell that runs a command in the background of a script ignores INT for it.
     */
    public static void obey() {
        for (Posix.Signal signal : List.of(Posix.Signal.INT, Posix.Signal.TERM)) {
            Posix.unignore(signal);
            Signals.handle(signal.name(), name -> System.exit(128 + signal.number()));
        }
    }
}
