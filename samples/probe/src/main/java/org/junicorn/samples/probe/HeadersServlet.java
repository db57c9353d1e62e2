package org.junicorn.samples.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;

/** Answers {@code GET /headers} with what the application sees of the request: one {@code name: value} per line, first what is not a header, in round brackets. */
@WebServlet("/headers")
public final class HeadersServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("(method): ").append(request.getMethod()).append("\n");
        text.append("(scheme): ").append(request.getScheme()).append("\n");
        text.append("(secure): ").append(request.isSecure()).append("\n");
        text.append("(uri): ").append(request.getRequestURI()).append("\n");
        text.append("(context path): ").append(request.getContextPath()).append("\n");
        text.append("(servlet path): ").append(request.getServletPath()).append("\n");
        text.append("(query): ").append(request.getQueryString()).append("\n");
        text.append("(server): ")
                .append(request.getServerName())
                .append(":")
                .append(request.getServerPort())
                .append("\n");
        text.append("(remote): ").append(request.getRemoteAddr()).append("\n");
        if (request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain) {
            text.append("(certificate): ")
                    .append(chain[0].getSubjectX500Principal())
                    .append("\n");
        }
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                text.append(name).append(": ").append(value).append("\n");
            }
        }
        print(response, text.toString());
    }
}
