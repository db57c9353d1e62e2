package org.junicorn.container.http;

import io.undertow.util.DateUtils;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import org.junicorn.container.Scorecard;
import org.junicorn.container.deploy.ErrorReport;

/**
 * Answers what Undertow's parser takes for no request (RFC 9112, 2.2): 400 with a page, counted and logged like any
 * other answer. Nobody knows where a next request would begin, so the connection ends with it.
 */
final class Refusals {
    private final Scorecard scorecard;
    private final Optional<AccessLog> accessLog;

    Refusals(Scorecard scorecard, Optional<AccessLog> accessLog) {
        this.scorecard = scorecard;
        this.accessLog = accessLog;
    }

    /** Returns the whole answer. On the I/O thread of the connection. */
    byte[] refuse(ClientConnection connection) {
        byte[] page = ErrorReport.html(
                        StatusCodes.BAD_REQUEST, "What was sent is not a request of HTTP/1.1, or its head is too long.")
                .getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nDate: " + DateUtils.toDateString(new Date())
                + "\r\nContent-Type: text/html;charset=utf-8\r\nContent-Language: en\r\nContent-Length: " + page.length
                + "\r\n\r\n";
        scorecard.requestStarted();
        scorecard.requestFinished("", StatusCodes.BAD_REQUEST, 0);
        accessLog.ifPresent(log -> log.refused(connection.peer(), StatusCodes.BAD_REQUEST, page.length));
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] answer = new byte[start.length + page.length];
        System.arraycopy(start, 0, answer, 0, start.length);
        System.arraycopy(page, 0, answer, start.length, page.length);
        return answer;
    }
}
