package org.junicorn.launcher.config;

/** How a worker runs requests (gunicorn: worker_class). The setting's texts are the names in lower case. */
public enum WorkerClass {
    /** One request at a time. */
    SYNC(17),
    /** A pool of platform threads. */
    GTHREAD(17),
    /** A virtual thread per request. */
    VIRTUAL(21);

    private final int leastFeature;

    WorkerClass(int leastFeature) {
        this.leastFeature = leastFeature;
    }

    /** The oldest JDK whose workers can do it, as {@link Runtime.Version#feature()} counts. */
    public int leastFeature() {
        return leastFeature;
    }

    /** Whether workers on the JDK of this feature version can do it. */
    public boolean runsOn(int feature) {
        return feature >= leastFeature;
    }
}
