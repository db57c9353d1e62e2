package org.junicorn.samples.mvc;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts. */
public class Visits {
    private static final System.Logger LOG = System.getLogger(Visits.class.getName());

    private final AtomicInteger count = new AtomicInteger();

    public int next() {
        return count.incrementAndGet();
    }

    @PreDestroy
    public void end() {
        LOG.log(System.Logger.Level.INFO, "context closed");
    }
}
