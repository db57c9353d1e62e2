package org.junicorn.bench.session;

/** What is asked, again and again. */
enum Cell {
    READ("read", "/read", "the counter and the cart are read"),
    COUNT("write", "/count", "the counter is read and set to the next number"),
    CART("change in place", "/cart", "the cart is read and changed, without setAttribute"),
    ROAM(
            "write, other connection",
            "/count",
            "as \"write\", of 100 sessions, each request of a session on another connection, as behind a proxy"),
    NEW("first request", "/new", "no cookie; a session is made, with counter and cart");

    private final String title;
    private final String path;
    private final String meaning;

    Cell(String title, String path, String meaning) {
        this.title = title;
        this.path = path;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    String path() {
        return path;
    }

    String meaning() {
        return meaning;
    }
}
