package org.junicorn.samples.compare;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.TreeMap;

/** {@code /body/stream}, {@code reader}, {@code both}, {@code none}, {@code parameter-first}, {@code trailers}. */
@WebServlet(urlPatterns = "/body/*", name = "body")
public final class BodyServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (subject(request)) {
            case "stream" -> print(response, bytes(request) + " bytes");
            case "reader" -> print(response, "[" + text(request) + "] in " + request.getCharacterEncoding());
            case "both" -> {
                bytes(request);
                print(response, outcome(request::getReader));
            }
            case "parameter-first" -> {
                String parameter = request.getParameter("a");
                print(response, "a=" + parameter + ", then " + bytes(request) + " bytes");
            }
            case "parameter-last" -> {
                long count = bytes(request);
                print(response, count + " bytes, then a=" + request.getParameter("a"));
            }
            case "trailers" -> {
                bytes(request);
                print(response, "ready " + request.isTrailerFieldsReady() + " ");
                print(response, new TreeMap<>(request.getTrailerFields()).toString());
            }
            default -> print(response, "not read");
        }
    }

    private static long bytes(HttpServletRequest request) throws IOException {
        return request.getInputStream().readAllBytes().length;
    }

    private static String text(HttpServletRequest request) throws IOException {
        StringBuilder text = new StringBuilder();
        BufferedReader reader = request.getReader();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            text.append((char) c);
        }
        return text.toString();
    }
}
