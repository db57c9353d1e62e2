package org.junicorn.samples.compare;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** {@code /output/…}: each name is one way to write a response. */
@WebServlet(urlPatterns = "/output/*", name = "output")
public final class OutputServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (FactServlet.subject(request)) {
            case "nothing" -> response.setHeader("X-Body", "none");
            case "small" -> response.getOutputStream().print("small");
            case "length" -> {
                response.setContentLength(5);
                response.getOutputStream().print("12345");
            }
            case "too-long" -> {
                response.setContentLength(3);
                response.getOutputStream().print("12345");
            }
            case "zero" -> response.setContentLength(0);
            case "flushed" -> {
                ServletOutputStream out = response.getOutputStream();
                out.print("one");
                out.flush();
                out.print("two");
            }
            case "big" -> response.getOutputStream().write(new byte[100_000]);
            case "closed" -> {
                PrintWriter out = response.getWriter();
                out.print("closed");
                out.close();
                out.print("lost");
            }
            case "reset" -> {
                response.setHeader("X-Lost", "1");
                response.setStatus(201);
                response.getWriter().print("lost");
                response.reset();
                response.setContentType("text/plain");
                response.getOutputStream().print("kept");
            }
            case "reset-buffer" -> {
                response.setHeader("X-Kept", "1");
                response.getWriter().print("lost");
                response.resetBuffer();
                response.getWriter().print("kept");
            }
            case "stream-and-writer" -> {
                response.getOutputStream();
                response.setHeader("X-Then", FactServlet.outcome(response::getWriter));
            }
            case "no-content" -> {
                response.setStatus(204);
                response.getOutputStream().print("ignored");
            }
            case "not-modified" -> {
                response.setHeader("ETag", "\"x\"");
                response.setStatus(304);
            }
            case "headers" -> headers(response);
            case "type" -> {
                response.setContentType(request.getParameter("type"));
                response.setHeader("X-Encoding", response.getCharacterEncoding());
                response.setHeader("X-Type", response.getContentType());
                response.getWriter().print("\u00e9");
            }
            case "type-by-header" -> {
                response.setHeader("Content-Type", request.getParameter("type"));
                response.getWriter().print("\u00e9");
            }
            case "type-without-writer" -> {
                response.setContentType(request.getParameter("type"));
                response.getOutputStream().write("\u00e9".getBytes(StandardCharsets.UTF_8));
            }
            case "encoding" -> {
                response.setCharacterEncoding("UTF-8");
                response.setContentType("text/html");
                response.getWriter().print("\u00e9");
            }
            case "encoding-late" -> {
                response.setContentType("text/html;charset=ISO-8859-1");
                response.getWriter().print("\u00e9");
                response.setCharacterEncoding("UTF-8");
                response.setContentType("text/plain;charset=UTF-8");
            }
            case "locale" -> {
                response.setContentType("text/html");
                response.setLocale(Locale.forLanguageTag(request.getParameter("locale")));
                response.getWriter().print("\u20ac");
            }
            case "unknown-encoding" -> {
                response.setContentType("text/html;charset=x-unknown");
                response.getWriter().print("never");
            }
            case "trailers" -> {
                response.setTrailerFields(() -> Map.of("X-Sum", "42"));
                response.getOutputStream().print("with trailers");
                response.getOutputStream().flush();
            }
            case "buffer" -> {
                response.setBufferSize(20_000);
                response.getOutputStream().write(new byte[15_000]);
                response.setHeader("X-Committed", String.valueOf(response.isCommitted()));
            }
            case "status" -> response.setStatus(Integer.parseInt(request.getParameter("status")));
            default -> response.sendError(404);
        }
    }

    private static void headers(HttpServletResponse response) throws IOException {
        response.addHeader("X-Two", "1");
        response.addHeader("X-Two", "2");
        response.setIntHeader("X-Int", 7);
        response.setDateHeader("X-Date", 1_700_000_000_000L);
        response.setHeader("X-Null", null);
        response.setHeader("X-Empty", "");
        response.setHeader("X-Break", "a\r\nInjected: 1");
        response.setHeader("X-Umlaut", "\u00e4");
        response.addHeader("Vary", "Accept");
        response.addHeader("Cache-Control", "no-store");
        response.setHeader("Server", "mine");
        response.getOutputStream()
                .print(response.getHeaders("X-Two") + " " + response.getHeader("X-Null") + " "
                        + response.containsHeader("x-int"));
    }
}
