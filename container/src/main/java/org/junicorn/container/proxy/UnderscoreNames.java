package org.junicorn.container.proxy;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junicorn.container.ProxyRules.HeaderMapping;

/**
 * Header names with underscores (gunicorn: header_map, forwarder_headers). CGI and what is like it cannot tell them from
 * those with hyphens, so that a client might pass for a proxy; servlets can.
 */
final class UnderscoreNames {
    private final HeaderMapping mapping;
    private final Set<String> known = new TreeSet<>();

    UnderscoreNames(HeaderMapping mapping, List<String> known) {
        this.mapping = mapping;
        known.forEach(name -> this.known.add(name.toUpperCase(Locale.ROOT)));
    }

    boolean matter() {
        return mapping != HeaderMapping.DANGEROUS;
    }

    /** Whether a proxy's header of this name counts. */
    boolean knows(String name) {
        return known.contains("*") || known.contains(name.toUpperCase(Locale.ROOT));
    }

    void check(HeaderMap headers, boolean trusted) throws MisleadingHeaderException {
        List<HttpString> dropped = new ArrayList<>();
        for (HttpString name : headers.getHeaderNames()) {
            String text = name.toString();
            if (text.indexOf('_') < 0 || trusted && knows(text)) {
                continue;
            }
            if (mapping == HeaderMapping.REFUSE) {
                throw new MisleadingHeaderException(
                        "The header name " + text + " has an underscore; header_map = refuse.");
            }
            dropped.add(name);
        }
        dropped.forEach(headers::remove);
    }
}
