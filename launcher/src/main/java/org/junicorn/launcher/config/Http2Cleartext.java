package org.junicorn.launcher.config;

import java.util.Locale;
import org.junicorn.container.http.Http2Options;

/** How HTTP/2 is spoken without TLS (gunicorn: http2_cleartext). */
public enum Http2Cleartext {
    OFF(Http2Options.Cleartext.OFF),
    PRIOR_KNOWLEDGE(Http2Options.Cleartext.PRIOR_KNOWLEDGE),
    UPGRADE(Http2Options.Cleartext.UPGRADE),
    BOTH(Http2Options.Cleartext.BOTH);

    private final Http2Options.Cleartext option;

    Http2Cleartext(Http2Options.Cleartext option) {
        this.option = option;
    }

    Http2Options.Cleartext option() {
        return option;
    }

    boolean upgrades() {
        return this == UPGRADE || this == BOTH;
    }

    /** The setting's text. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
