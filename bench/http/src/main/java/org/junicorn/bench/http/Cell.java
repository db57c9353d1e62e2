package org.junicorn.bench.http;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is asked, again and again. */
enum Cell {
    HELLO("hello", Ask.get("/hello"), "Hello, World!".length() + 1, "a servlet that prints a line"),
    JSON("json", Ask.get("/json"), 471, "ten articles as JSON, 471 bytes"),
    BODY_10K("body-10k", Ask.get("/bytes?size=10240"), 10_240, "10 kB, written in pieces of 4 kB"),
    BODY_1M("body-1m", Ask.get("/bytes?size=1048576"), 1_048_576, "1 MB, written in pieces of 4 kB"),
    STATIC("static", Ask.get("/style.css"), 10_240, "a file of 10 kB"),
    POST("post", Ask.post("/post", "application/octet-stream", "x".repeat(4096)), 4, "a body of 4 kB, read"),
    FORM(
            "form",
            Ask.post("/form", "application/x-www-form-urlencoded", form()),
            "Anna 10".length(),
            "a form of ten fields, read"),
    SESSION("session", Ask.get("/session"), 8, "an attribute of one of 64 sessions, read"),
    JSP("jsp", Ask.get("/page.jsp"), 1_291, "a page with twenty rows of three expressions"),
    ASYNC("async", Ask.get("/async"), "Hello, later!".length() + 1, "answered by a thread of the application"),
    CLOSE(
            "close",
            Ask.get("/hello").with("Connection", "close"),
            "Hello, World!".length() + 1,
            "as \"hello\", each request on a connection of its own"),
    TLS("tls", Ask.get("/hello"), "Hello, World!".length() + 1, "as \"hello\", over TLS 1.3, HTTP/1.1"),
    H2("h2", Ask.get("/hello"), "Hello, World!".length() + 1, "as \"hello\", over TLS 1.3, HTTP/2"),
    MANY("c1000", Ask.get("/hello"), "Hello, World!".length() + 1, "as \"hello\", over 1,000 keep-alive connections");

    private static final int MANY_CONNECTIONS = 1000;

    private final String title;
    private final Ask ask;
    private final int length;
    private final String meaning;

    Cell(String title, Ask ask, int length, String meaning) {
        this.title = title;
        this.ask = ask;
        this.length = length;
        this.meaning = meaning;
    }

    private static String form() {
        return "name=Anna&"
                + IntStream.range(1, 10)
                        .mapToObj(i -> "field" + i + "=some+text+%C3%A4+" + i)
                        .collect(Collectors.joining("&"));
    }

    /** @throws IllegalArgumentException if there is none of that title; the message is for the user */
    static Cell of(String title) {
        return Stream.of(values())
                .filter(cell -> cell.title.equals(title.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(title + ": there is no such cell; there are "
                        + Stream.of(values()).map(Cell::title).collect(Collectors.joining(", "))));
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    Ask ask() {
        return ask;
    }

    /** Whether a body of so many bytes is the right one. */
    boolean answers(long bytes) {
        return bytes == length;
    }

    boolean overTls() {
        return this == TLS || this == H2;
    }

    boolean closes() {
        return this == CLOSE;
    }

    int connections(int usual) {
        return this == MANY ? MANY_CONNECTIONS : usual;
    }
}
