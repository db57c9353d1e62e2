package org.junicorn.bench.session;

import java.nio.charset.StandardCharsets;

/** Someone with a session: the cookie, and what the next answers must be. Used by one thread. */
final class Client {
    private final String id;
    private int counter;
    private int turn;
    private Cell prepared;
    private byte[] request;

    /** @param id of the session, which is new */
    Client(String id) {
        this.id = id;
    }

    byte[] request(Cell cell) {
        if (prepared != cell) {
            prepared = cell;
            request = request(cell.path(), id);
        }
        return request;
    }

    /** Whether the number is the one that follows from all that was asked before. If not, it counts on from there. */
    boolean expects(Cell cell, int number) {
        boolean right;
        switch (cell) {
            case READ:
                return number == counter;
            case COUNT:
            case ROAM:
                right = number == counter + 1;
                counter = number;
                return right;
            case CART:
                right = number == turn + 1;
                turn = number;
                return right;
            default:
                return number == 0;
        }
    }

    /** @param id of a session, or empty for none */
    static byte[] request(String path, String id) {
        String cookie = id.isEmpty() ? "" : "Cookie: JSESSIONID=" + id + "\r\n";
        return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\n" + cookie + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
