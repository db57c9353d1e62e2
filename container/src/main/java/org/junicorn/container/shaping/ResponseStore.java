package org.junicorn.container.shaping;

import io.undertow.util.HeaderMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Responses by what was asked for; the least recently used go when there is no room. May be used by any thread. */
final class ResponseStore {
    /** What a client can make up, such as a header that Vary names, must not fill the cache with one page. */
    private static final int MOST_VARIANTS = 16;

    private final long mostBytes;
    private final Map<String, List<StoredResponse>> responses = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ResponseStore(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized Optional<StoredResponse> find(String key, HeaderMap request, long now) {
        List<StoredResponse> variants = responses.get(key);
        if (variants == null) {
            return Optional.empty();
        }
        variants.removeIf(variant -> {
            boolean stale = !variant.fresh(now);
            bytes -= stale ? size(key, variant) : 0;
            return stale;
        });
        if (variants.isEmpty()) {
            responses.remove(key);
        }
        return variants.stream().filter(variant -> variant.answers(request)).findFirst();
    }

    synchronized void put(String key, StoredResponse response) {
        List<StoredResponse> variants = responses.computeIfAbsent(key, any -> new ArrayList<>());
        for (Iterator<StoredResponse> i = variants.iterator(); i.hasNext(); ) {
            StoredResponse other = i.next();
            if (other.selecting().equals(response.selecting())) {
                bytes -= size(key, other);
                i.remove();
            }
        }
        if (variants.size() == MOST_VARIANTS) {
            bytes -= size(key, variants.remove(0));
        }
        variants.add(response);
        bytes += size(key, response);
        Iterator<Map.Entry<String, List<StoredResponse>>> eldest =
                responses.entrySet().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            Map.Entry<String, List<StoredResponse>> entry = eldest.next();
            entry.getValue().forEach(gone -> bytes -= size(entry.getKey(), gone));
            eldest.remove();
        }
    }

    /** What is stored for this is not what the server would send any more. */
    synchronized void remove(String key) {
        List<StoredResponse> variants = responses.remove(key);
        if (variants != null) {
            variants.forEach(gone -> bytes -= size(key, gone));
        }
    }

    /** The key counts, too: a client can make up long ones, and an answer may be short. */
    private static long size(String key, StoredResponse response) {
        return 2L * key.length() + response.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
