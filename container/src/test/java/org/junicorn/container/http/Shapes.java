package org.junicorn.container.http;

import java.time.Duration;
import java.util.List;
import org.junicorn.container.shaping.ShapingOptions;

/** Options for what is done in front of an application, one thing at a time. */
final class Shapes {
    private String requestIdHeader = "";
    private List<String> requestIdPeers = List.of();
    private List<String> addedHeaders = List.of();
    private List<String> hiddenHeaders = List.of();
    private List<String> errorPages = List.of();
    private ShapingOptions.Cors cors = ShapingOptions.none().cors();

    private List<String> compression = List.of();
    private long compressionLeast;
    private List<String> compressible = List.of();
    private List<String> statics = List.of();
    private long cacheBytes;
    private int cacheEntryBytes;
    private List<String> filters = List.of();
    private int filterBodyBytes;

    static Shapes some() {
        return new Shapes();
    }

    Shapes requestIds(String header, String... peers) {
        requestIdHeader = header;
        requestIdPeers = List.of(peers);
        return this;
    }

    Shapes headers(List<String> added, List<String> hidden) {
        addedHeaders = added;
        hiddenHeaders = hidden;
        return this;
    }

    Shapes errorPages(String... sources) {
        errorPages = List.of(sources);
        return this;
    }

    Shapes cors(boolean credentials, String... origins) {
        cors = new ShapingOptions.Cors(
                List.of(origins),
                List.of("GET", "PUT", "OPTIONS"),
                List.of("Content-Type", "X-Token"),
                List.of("X-Total"),
                credentials,
                Duration.ofMinutes(30));
        return this;
    }

    Shapes compression(List<String> codings, long least, List<String> types) {
        compression = codings;
        compressionLeast = least;
        compressible = types;
        return this;
    }

    Shapes statics(String... folders) {
        statics = List.of(folders);
        return this;
    }

    Shapes cache(long bytes, int entryBytes) {
        cacheBytes = bytes;
        cacheEntryBytes = entryBytes;
        return this;
    }

    Shapes filters(int bodyBytes, String... rules) {
        filters = List.of(rules);
        filterBodyBytes = bodyBytes;
        return this;
    }

    ShapingOptions options() {
        return new ShapingOptions(
                requestIdHeader,
                requestIdPeers,
                addedHeaders,
                hiddenHeaders,
                errorPages,
                cors,
                compression,
                compressionLeast,
                compressible,
                statics,
                cacheBytes,
                cacheEntryBytes,
                filters,
                filterBodyBytes);
    }
}
