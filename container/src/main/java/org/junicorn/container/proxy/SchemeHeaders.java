package org.junicorn.container.proxy;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Headers by which a proxy says whether its client's connection is encrypted (gunicorn: secure_scheme_headers). Of a list
 * of several proxies' words, every one must be the secure one (Tomcat: RemoteIpValve).
 */
final class SchemeHeaders {
    private final Map<HttpString, String> secure = new LinkedHashMap<>();

    /** @param headers each {@code NAME=value} */
    SchemeHeaders(List<String> headers) {
        for (String header : headers) {
            int equals = header.indexOf('=');
            secure.put(new HttpString(header.substring(0, equals)), header.substring(equals + 1));
        }
    }

    /** Of the headers that tell it. */
    Set<HttpString> names() {
        return Collections.unmodifiableSet(secure.keySet());
    }

    /** The scheme, if a header tells it. */
    Optional<String> scheme(HeaderMap headers) throws MisleadingHeaderException {
        String scheme = null;
        String teller = "";
        for (Map.Entry<HttpString, String> known : secure.entrySet()) {
            HeaderValues values = headers.get(known.getKey());
            for (int i = 0; values != null && i < values.size(); i++) {
                String told = isSecure(values.get(i), known.getValue()) ? "https" : "http";
                if (scheme != null && !scheme.equals(told)) {
                    throw new MisleadingHeaderException("The headers " + teller + " and " + values.getHeaderName()
                            + " do not agree whether the connection was encrypted.");
                }
                scheme = told;
                teller = values.getHeaderName().toString();
            }
        }
        return Optional.ofNullable(scheme);
    }

    private static boolean isSecure(String value, String secure) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                // A WebSocket's scheme is told by some.
                .allMatch(word -> word.equalsIgnoreCase(secure)
                        || secure.equalsIgnoreCase("https") && word.equalsIgnoreCase("wss"));
    }
}
