package org.junicorn.bench.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request.
 *
 * @param body empty for none
 */
record Ask(String method, String path, Map<String, String> headers, String body) {
    Ask {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers)); // in an order that stays
    }

    static Ask get(String path) {
        return new Ask("GET", path, Map.of(), "");
    }

    static Ask post(String path, String type, String body) {
        return new Ask("POST", path, Map.of("Content-Type", type), body);
    }

    Ask with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Ask(method, path, more, body);
    }

    /** As HTTP/1.1 sends it. */
    byte[] bytes() {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Host: localhost"));
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        if (!body.isEmpty()) {
            lines.add("Content-Length: " + body.length());
        }
        return (String.join("\r\n", lines) + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
