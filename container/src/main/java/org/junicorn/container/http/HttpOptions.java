package org.junicorn.container.http;

import io.undertow.UndertowOptions;
import org.xnio.OptionMap;

/** How Undertow is set up: as Tomcat where applications or clients can tell the difference. */
final class HttpOptions {
    private static final int MAX_HEADER_BYTES = 8 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_PARAMETERS = 1000;

    private HttpOptions() {}

    static OptionMap undertow() {
        return OptionMap.builder()
                // Bodies are limited where they are read: forms and multipart (Undertow: 2 MiB, for every body).
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
                // Tomcat: maxHttpRequestHeaderSize, maxHeaderCount, maxParameterCount.
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .set(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.ALLOW_EQUALS_IN_COOKIE_VALUE, true)
                .set(UndertowOptions.ENABLE_RFC6265_COOKIE_VALIDATION, true)
                .set(UndertowOptions.URL_CHARSET, "UTF-8")
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) IdlePolicy.HEAD.toMillis())
                .getMap();
    }
}
