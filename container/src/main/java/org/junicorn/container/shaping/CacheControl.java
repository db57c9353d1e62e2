package org.junicorn.container.shaping;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives of Cache-Control (RFC 9111, 5.2); names in lower case, of a repeated one the first counts. */
record CacheControl(Map<String, String> directives) {
    private static final Pattern DIRECTIVE =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s,]*)))?");

    static CacheControl of(HeaderMap headers) {
        Map<String, String> directives = new HashMap<>();
        HeaderValues values = headers.get(Headers.CACHE_CONTROL);
        if (values != null) {
            for (String value : values) {
                Matcher matcher = DIRECTIVE.matcher(value);
                while (matcher.find()) {
                    String argument = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
                    directives.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), argument == null ? "" : argument);
                }
            }
        }
        return new CacheControl(directives);
    }

    boolean has(String directive) {
        return directives.containsKey(directive);
    }

    /** The number of seconds of a directive; one that is none counts as 0 (RFC 9111, 4.2.1). */
    Optional<Long> seconds(String directive) {
        return Optional.ofNullable(directives.get(directive))
                .map(text -> text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0L);
    }
}
