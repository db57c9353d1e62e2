package org.junicorn.samples.compare;

import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;

/** {@code /fail/send?status=…&message=…}, {@code status} without a body, and what can be thrown. */
@WebServlet(urlPatterns = "/fail/*", name = "fail")
public final class FailureServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    /** An exception for which web.xml has a page. */
    static final class ExpectedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ExpectedException(String message) {
            super(message);
        }
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        String status = request.getParameter("status");
        switch (subject(request)) {
            case "send" -> {
                print(response, "lost");
                String message = request.getParameter("message");
                if (message == null) {
                    response.sendError(Integer.parseInt(status));
                } else {
                    response.sendError(Integer.parseInt(status), message);
                }
                print(response, "lost, too");
            }
            case "status" -> response.setStatus(Integer.parseInt(status));
            case "status-body" -> {
                response.setStatus(Integer.parseInt(status));
                print(response, "the body of " + status);
            }
            case "runtime" -> throw new IllegalStateException("<b>secret</b>");
            case "servlet" -> throw new ServletException("outer", new IllegalArgumentException("inner"));
            case "io" -> throw new FileNotFoundException("no file");
            case "expected" -> throw new ExpectedException("expected");
            case "wrapped" -> throw new ServletException(new ExpectedException("wrapped"));
            case "error" -> throw new StackOverflowError("made up");
            case "arithmetic" -> throw new ArithmeticException("with a static page");
            case "late" -> {
                print(response, "half");
                response.flushBuffer();
                throw new IllegalStateException("after the response began");
            }
            case "partly" -> {
                response.setHeader("X-Kept", "before the error");
                print(response, "half");
                throw new IllegalStateException("before the response began");
            }
            case "send-late" -> {
                print(response, "half");
                response.flushBuffer();
                print(response, outcome(() -> {
                    response.sendError(500);
                    return "sent";
                }));
            }
            case "unavailable" -> throw new UnavailableException("later", 7);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND, "no such failure: " + subject(request));
        }
    }
}
