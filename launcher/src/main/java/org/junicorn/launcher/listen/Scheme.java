package org.junicorn.launcher.listen;

/** What clients of an address speak. */
public enum Scheme {
    HTTP("http"),
    /** HTTP over TLS. */
    HTTPS("https"),
    /** AJP/1.3, as web servers speak it with an application server behind them. */
    AJP("ajp");

    private final String text;

    Scheme(String text) {
        this.text = text;
    }

    /** The beginning of a URL. */
    String prefix() {
        return text + "://";
    }

    /** How it stands in an order. */
    @Override
    public String toString() {
        return text;
    }

    static Scheme of(String text) {
        return valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }
}
