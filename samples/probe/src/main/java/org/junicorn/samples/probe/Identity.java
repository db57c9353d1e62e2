package org.junicorn.samples.probe;

/** Says which worker this is. */
final class Identity {
    private Identity() {}

    /** Returns {@code slot=<n> generation=<n> pid=<n>}; "?" for what the server did not tell. */
    static String text() {
        return "slot=" + System.getenv().getOrDefault("JUNICORN_WORKER_SLOT", "?") + " generation="
                + System.getenv().getOrDefault("JUNICORN_GENERATION", "?") + " pid="
                + ProcessHandle.current().pid();
    }
}
