package org.junicorn.container.shaping;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Map;

/**
 * A response in the cache.
 *
 * @param headers in their order, without those of the connection
 * @param selecting headers of the request that Vary names, with their values then; "" for one that was not there
 * @param born when it would have been of age 0, of {@code System.nanoTime}
 * @param lifetime seconds from then on in which it is fresh
 */
record StoredResponse(
        int status, List<Field> headers, byte[] body, Map<HttpString, String> selecting, long born, long lifetime) {
    private static final int OVERHEAD = 512;

    record Field(HttpString name, String value) {}

    /** What it takes in memory, roughly, but for what it is stored under. */
    long size() {
        return OVERHEAD
                + body.length
                + headers.stream()
                        .mapToLong(field -> 64L + 2L * field.value().length())
                        .sum()
                + selecting.values().stream()
                        .mapToLong(value -> 64L + 2L * value.length())
                        .sum();
    }

    /** Whether the server would have sent the same for these headers (RFC 9111, 4.1). */
    boolean answers(HeaderMap request) {
        return selecting.entrySet().stream()
                .allMatch(entry -> value(request, entry.getKey()).equals(entry.getValue()));
    }

    static String value(HeaderMap headers, HttpString name) {
        HeaderValues values = headers.get(name);
        return values == null ? "" : String.join(",", values);
    }

    /** Seconds, by {@code System.nanoTime}. */
    long age(long now) {
        return Math.max(0, (now - born) / 1_000_000_000L);
    }

    boolean fresh(long now) {
        return age(now) < lifetime;
    }
}
