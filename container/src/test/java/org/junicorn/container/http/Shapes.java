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

    ShapingOptions options() {
        return new ShapingOptions(requestIdHeader, requestIdPeers, addedHeaders, hiddenHeaders, errorPages, cors);
    }
}
