package org.junicorn.launcher.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** All hooks, by gunicorn's names where gunicorn has them. */
public enum HookName {
    ON_STARTING(true, true),
    WHEN_READY(true, true),
    ON_RELOAD(true, true),
    RELOAD_DONE(true, true),
    PRE_FORK(true, true),
    WORKER_READY(true, true),
    CHILD_EXIT(true, true),
    NWORKERS_CHANGED(true, true),
    PRE_EXEC(true, false),
    ON_EXIT(true, false),
    POST_FORK(false, true),
    POST_WORKER_INIT(false, true),
    PRE_REQUEST(false, true),
    POST_REQUEST(false, false),
    WORKER_INT(false, false),
    WORKER_ABORT(false, false),
    WORKER_EXIT(false, false);

    private final boolean supervisor;
    private final boolean mayBeFatal;

    HookName(boolean supervisor, boolean mayBeFatal) {
        this.supervisor = supervisor;
        this.mayBeFatal = mayBeFatal;
    }

    /** As in settings: {@code on_starting}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names that {@code exec_hooks} knows. */
    public static List<String> ofSupervisor() {
        return Arrays.stream(values())
                .filter(hook -> hook.supervisor)
                .map(HookName::text)
                .toList();
    }

    /** The names that {@code fatal_hooks} knows. */
    public static List<String> thatMayBeFatal() {
        return Arrays.stream(values())
                .filter(hook -> hook.mayBeFatal)
                .map(HookName::text)
                .toList();
    }
}
