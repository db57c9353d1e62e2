package org.junicorn.hooks;

import java.util.Map;
import java.util.Optional;

/** A request, before the application has it. The same object comes with its end. Safe for all threads. */
public interface RequestInfo {
    String method();

    /** As the client sent it, without the query. */
    String path();

    /** Without the question mark; empty if there is none. */
    String query();

    /** {@code HTTP/1.1}. */
    String protocol();

    /** The client's address, or empty. */
    String remoteAddress();

    /** The first value of a header, whatever the case of its name. To be asked before the end of the request. */
    Optional<String> header(String name);

    /** For your own use, from the beginning of the request to its end. */
    Map<String, Object> attributes();
}
