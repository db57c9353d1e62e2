package org.junicorn.container.http;

import io.undertow.UndertowOptions;
import org.junicorn.container.RequestLimits;
import org.xnio.OptionMap;

/**
 * How Undertow is set up: as Tomcat where applications or clients can tell the difference. The limits for a request's
 * head are checked by {@link HeadLimits}, which can say what they are; Undertow's lie above them, and only bound what it
 * holds in memory for a head that is far too long.
 */
final class HttpOptions {
    private static final int SLACK_BYTES = 64 * 1024;
    private static final int SLACK_FIELDS = 1000;

    private HttpOptions() {}

    static OptionMap undertow(RequestLimits limits) {
        int head = limits.headBytes() + SLACK_BYTES;
        // In a head of that size there cannot be more parameters, nor cookies.
        int items = head / 2;
        return OptionMap.builder()
                // Bodies are limited where they are read: forms and multipart (Undertow: 2 MiB, for every body).
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MAX_HEADER_SIZE, head)
                .set(
                        UndertowOptions.MAX_HEADERS,
                        limits.requestFields() == 0 ? head / 3 : limits.requestFields() + SLACK_FIELDS)
                // Of a form as well: it is counted when it is parsed.
                .set(
                        UndertowOptions.MAX_PARAMETERS,
                        limits.parameters() == 0 ? Integer.MAX_VALUE : Math.max(items, limits.parameters()))
                .set(UndertowOptions.MAX_COOKIES, items)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.URL_CHARSET, "UTF-8")
                .getMap();
    }
}
