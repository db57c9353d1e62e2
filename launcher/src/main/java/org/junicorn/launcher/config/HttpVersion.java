package org.junicorn.launcher.config;

/** What clients can speak (gunicorn: http_protocols). The setting's texts are the names in lower case. */
public enum HttpVersion {
    /** HTTP/1.1 and HTTP/1.0. */
    H1,
    H2
}
