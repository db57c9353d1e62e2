package org.junicorn.container.http;

import java.io.IOException;

/** The grammar of a chunked body, to the letter (RFC 9112, 7.1), byte by byte. What follows its end is not looked at. */
final class ChunkGrammar {
    private static final int MOST_DIGITS = 15;
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private enum Part {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_END,
        LAST_LF,
        AFTER
    }

    private Part part = Part.SIZE;
    private long size;
    private int digits;

    /** @throws IOException if this byte cannot stand here */
    void next(byte read) throws IOException {
        int b = read & 0xff;
        part = switch (part) {
            case SIZE -> size(b);
            case EXTENSION -> text(b, Part.EXTENSION, Part.SIZE_END);
            case SIZE_END -> must(b == '\n', size > 0 ? Part.DATA : Part.TRAILER, "a chunk size without its line end");
            case DATA -> --size > 0 ? Part.DATA : Part.DATA_CR;
            case DATA_CR -> must(b == '\r', Part.DATA_LF, "more data than its size says");
            case DATA_LF -> {
                size = 0;
                digits = 0;
                yield must(b == '\n', Part.SIZE, "data without its line end");
            }
            case TRAILER ->
                b == '\r' ? Part.LAST_LF : must(isToken(b), Part.TRAILER_NAME, "a trailer field without a name");
            case TRAILER_NAME ->
                b == ':' ? Part.TRAILER_VALUE : must(isToken(b), Part.TRAILER_NAME, "a malformed trailer field");
            case TRAILER_VALUE -> text(b, Part.TRAILER_VALUE, Part.TRAILER_END);
            case TRAILER_END -> must(b == '\n', Part.TRAILER, "a trailer field without its line end");
            case LAST_LF -> must(b == '\n', Part.AFTER, "a body without its line end");
            case AFTER -> Part.AFTER;
        };
    }

    private Part size(int b) throws IOException {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && b < 0x80) {
            size = size << 4 | digit;
            return must(++digits <= MOST_DIGITS, Part.SIZE, "a chunk size that is too large");
        }
        must(digits > 0, Part.SIZE, "no chunk size");
        return b == ';' ? Part.EXTENSION : must(b == '\r', Part.SIZE_END, "a chunk size that is no number");
    }

    private static Part text(int b, Part same, Part end) throws IOException {
        return b == '\r' ? end : must(b >= ' ' && b != 0x7f || b == '\t', same, "a control character");
    }

    private static boolean isToken(int b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || TOKEN.indexOf(b) >= 0;
    }

    private static Part must(boolean allowed, Part next, String otherwise) throws IOException {
        if (!allowed) {
            throw new IOException("the request's body is malformed: " + otherwise);
        }
        return next;
    }
}
