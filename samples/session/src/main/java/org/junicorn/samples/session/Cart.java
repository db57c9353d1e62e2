package org.junicorn.samples.session;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** What somebody is about to buy. Lives in the session and is changed there, without being set again. */
final class Cart implements Serializable {
    static final String NAME = "cart";

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // a LinkedHashMap, which is serializable
    private final Map<String, Integer> pieces = new LinkedHashMap<>();

    synchronized void add(String item) {
        pieces.merge(item, 1, Integer::sum);
    }

    synchronized void remove(String item) {
        pieces.computeIfPresent(item, (name, count) -> count > 1 ? count - 1 : null);
    }

    /** How many pieces of each item, in the order in which they were first added. */
    synchronized Map<String, Integer> pieces() {
        return new LinkedHashMap<>(pieces);
    }

    synchronized int total() {
        return pieces.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Short, for the journal. */
    @Override
    public String toString() {
        return "Cart" + pieces();
    }
}
