package org.junicorn.container.naming;

import java.util.List;
import java.util.Optional;

/** Another name for something; {@link Names} follows it. */
record Link(String className, List<String> target, Optional<String> elsewhere) implements Entry {
    /** @param elsewhere the name as given if it lies outside {@code java:} */
    Link {
        target = List.copyOf(target);
    }

    @Override
    public Object get() {
        throw new AssertionError("a link is followed, not asked");
    }
}
