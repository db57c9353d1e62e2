package org.junicorn.container.http;

import io.undertow.util.DateUtils;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import org.junicorn.container.Refused;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorPages;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Answers what Undertow's parser takes for no request (RFC 9112, 2.2), or never gets to see the end of: with a page, counted and logged like any
 * other answer. Nobody knows where a next request would begin, so the connection ends with it.
 */
final class Refusals {
    private static final String WHY = "What was sent is not a request of HTTP/1.1, or its head is too long.";

    private final Scorecard scorecard;
    private final Optional<AccessLog> accessLog;
    private final Optional<ErrorPages> pages;

    Refusals(Scorecard scorecard, Optional<AccessLog> accessLog, Optional<ErrorPages> pages) {
        this.scorecard = scorecard;
        this.accessLog = accessLog;
        this.pages = pages;
    }

    /** Returns the whole answer to what is no request. On the I/O thread of the connection. */
    byte[] refuse(ClientConnection connection, Refused reason) {
        scorecard.refused(reason);
        return answer(connection, StatusCodes.BAD_REQUEST, WHY);
    }

    /** Returns the whole answer to a head that comes too slowly. On the I/O thread of the connection. */
    byte[] refuseSlow(ClientConnection connection) {
        scorecard.refused(Refused.SLOW);
        return answer(connection, StatusCodes.REQUEST_TIME_OUT, "The head of the request came too slowly.");
    }

    /** The same of one whose place others want. It is counted as that. */
    byte[] refuseToWait(ClientConnection connection) {
        return answer(
                connection,
                StatusCodes.REQUEST_TIME_OUT,
                "The head of the request came too slowly, and others want its place.");
    }

    private byte[] answer(ClientConnection connection, int status, String message) {
        ErrorReport.Page report =
                pages.flatMap(own -> own.page(status, message)).orElseGet(() -> ErrorReport.page(status, message));
        byte[] page = report.body();
        String head = "HTTP/1.1 " + status + " " + StatusCodes.getReason(status) + "\r\nConnection: close\r\nDate: "
                + DateUtils.toDateString(new Date())
                + "\r\nContent-Type: " + report.type() + (report.own() ? "\r\nContent-Language: en" : "")
                + "\r\nContent-Length: " + page.length
                + "\r\n\r\n";
        scorecard.requestStarted();
        scorecard.requestFinished("", status, 0);
        accessLog.ifPresent(log -> log.refused(connection.peer(), status, page.length));
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] answer = new byte[start.length + page.length];
        System.arraycopy(start, 0, answer, 0, start.length);
        System.arraycopy(page, 0, answer, start.length, page.length);
        return answer;
    }
}
