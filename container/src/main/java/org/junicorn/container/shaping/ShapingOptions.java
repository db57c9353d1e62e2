package org.junicorn.container.shaping;

import java.time.Duration;
import java.util.List;

/**
 * What is done in front of the applications. The texts are as the user wrote them, after {@link ShapingSyntax} has checked
 * them; an empty text, an empty list or 0 is a stage that there is not.
 *
 * @param requestIdHeader name of the header with a request's id
 * @param requestIdPeers addresses and networks of peers whose ids are taken over
 * @param addedHeaders of responses, each as {@code NAME: VALUE}
 * @param hiddenHeaders names of headers that responses must not have
 * @param errorPages each as {@code STATUS=FILE}
 * @param compression content codings, the preferred one first, each {@code NAME} or {@code NAME:LEVEL}
 * @param compressionLeast bytes of a body that is worth it
 * @param compressible beginnings of media types, in lower case
 * @param statics each as {@code /PATH=FOLDER}, perhaps with options
 * @param cacheBytes what all responses in the cache may take
 * @param cacheEntryBytes what one body in it may take
 * @param filters rules about requests, in their order
 * @param filterBodyBytes of a body that a rule looks through
 */
public record ShapingOptions(
        String requestIdHeader,
        List<String> requestIdPeers,
        List<String> addedHeaders,
        List<String> hiddenHeaders,
        List<String> errorPages,
        Cors cors,
        List<String> compression,
        long compressionLeast,
        List<String> compressible,
        List<String> statics,
        long cacheBytes,
        int cacheEntryBytes,
        List<String> filters,
        int filterBodyBytes) {
    public ShapingOptions {
        requestIdPeers = List.copyOf(requestIdPeers);
        addedHeaders = List.copyOf(addedHeaders);
        hiddenHeaders = List.copyOf(hiddenHeaders);
        errorPages = List.copyOf(errorPages);
        compression = List.copyOf(compression);
        compressible = List.copyOf(compressible);
        statics = List.copyOf(statics);
        filters = List.copyOf(filters);
    }

    /**
     * Cross-origin requests (Tomcat: CorsFilter).
     *
     * @param origins {@code *}, or each as {@code https://host} or {@code https://*.host}; empty: nothing is done about them
     * @param credentials whether browsers may send cookies along
     * @param maxAge how long browsers may remember an answer to a preflight request
     */
    public record Cors(
            List<String> origins,
            List<String> methods,
            List<String> headers,
            List<String> exposed,
            boolean credentials,
            Duration maxAge) {
        public Cors {
            origins = List.copyOf(origins);
            methods = List.copyOf(methods);
            headers = List.copyOf(headers);
            exposed = List.copyOf(exposed);
        }
    }

    /** The same ids of requests and no other stage. */
    ShapingOptions onlyIds() {
        ShapingOptions none = none();
        return new ShapingOptions(
                requestIdHeader,
                requestIdPeers,
                none.addedHeaders(),
                none.hiddenHeaders(),
                none.errorPages(),
                none.cors(),
                none.compression(),
                0,
                none.compressible(),
                none.statics(),
                0,
                0,
                none.filters(),
                0);
    }

    /** All stages but the cache, which would answer in place of the application. */
    ShapingOptions withoutCache() {
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
                0,
                0,
                filters,
                filterBodyBytes);
    }

    /** No stage at all. */
    public static ShapingOptions none() {
        return new ShapingOptions(
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Cors(List.of(), List.of(), List.of(), List.of(), false, Duration.ZERO),
                List.of(),
                0,
                List.of(),
                List.of(),
                0,
                0,
                List.of(),
                0);
    }
}
