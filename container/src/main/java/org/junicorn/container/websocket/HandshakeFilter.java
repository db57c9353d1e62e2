package org.junicorn.container.websocket;

import io.undertow.util.PathTemplateMatcher.PathMatchResult;
import io.undertow.websockets.jsr.ConfiguredServerEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Stands behind the application's filters and takes the handshakes for its endpoints out of the requests. */
final class HandshakeFilter implements Filter {
    private final Endpoints endpoints;
    private final Handshakes handshakes;

    HandshakeFilter(Endpoints endpoints, Handshakes handshakes) {
        this.endpoints = endpoints;
        this.handshakes = handshakes;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && Handshakes.wanted(http)) {
            Optional<PathMatchResult<ConfiguredServerEndpoint>> match = endpoints.at(path(http));
            if (match.isPresent()) {
                handshakes.answer(
                        http, answer, match.get().getValue(), match.get().getParameters());
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static String path(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : request.getServletPath() + info;
        return path.startsWith("/") ? path : "/" + path;
    }
}
