package org.junicorn.launcher.config;

/** How events look in the error log. The setting's texts are the names in lower case. */
public enum LogFormat {
    TEXT,
    JSON
}
