package org.junicorn.launcher.config;

/** Severities, lowest first (gunicorn: loglevel). The setting's texts are the names in lower case. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARNING,
    ERROR,
    CRITICAL
}
