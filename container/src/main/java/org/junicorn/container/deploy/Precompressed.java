package org.junicorn.container.deploy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Files that lie beside others, compressed, and are sent in their place to those who understand it (Tomcat: {@code
 * precompressed}).
 *
 * @param formats the preferred one first
 */
record Precompressed(List<Format> formats) {

    /** @param extension with its dot */
    record Format(String coding, String extension) {}

    /** A file in one of the formats. */
    record Variant(String coding, AppFile file) {}

    /** @param parameter {@code true}, {@code gzip=.gz,br=.br}, anything else for none; null if there is none */
    static Precompressed of(String parameter, boolean gzip) {
        Format gz = new Format("gzip", ".gz");
        if (parameter == null) {
            return new Precompressed(gzip ? List.of(gz) : List.of());
        }
        if (parameter.indexOf('=') <= 0) {
            return new Precompressed(
                    Boolean.parseBoolean(parameter.strip()) ? List.of(new Format("br", ".br"), gz) : List.of());
        }
        List<Format> formats = new ArrayList<>();
        for (String pair : parameter.split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                formats.add(new Format(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip()));
            }
        }
        return new Precompressed(List.copyOf(formats));
    }

    /** The variant for a request; sets what the response has to say about it, also if it is the file itself. */
    Optional<Variant> choose(
            HttpServletRequest request, HttpServletResponse response, AppResources resources, String path) {
        if (formats.isEmpty() || formats.stream().anyMatch(format -> path.endsWith(format.extension()))) {
            return Optional.empty();
        }
        List<Variant> variants = new ArrayList<>();
        for (Format format : formats) {
            resources
                    .find(path + format.extension())
                    .filter(file -> !file.isDirectory())
                    .ifPresent(file -> variants.add(new Variant(format.coding(), file)));
        }
        if (variants.isEmpty()) {
            return Optional.empty();
        }
        response.addHeader("Vary", "accept-encoding");
        Optional<Variant> best = new AcceptEncoding(Collections.list(request.getHeaders("Accept-Encoding")))
                .best(variants, Variant::coding);
        best.ifPresent(variant -> response.setHeader("Content-Encoding", variant.coding()));
        return best;
    }
}
