package org.junicorn.launcher.config;

/** What the command line asks for. */
public enum Mode {
    /** Serve. */
    RUN,
    /** {@code --check-config}: say whether serving would start. */
    CHECK_CONFIG,
    /** {@code --print-config}: print every setting with its origin. */
    PRINT_CONFIG,
    /** {@code --print-effective-web-xml}: print what each application's descriptors and annotations come to. */
    PRINT_EFFECTIVE_WEB_XML
}
