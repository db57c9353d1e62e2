package org.junicorn.container.websocket;

import io.undertow.servlet.websockets.ServletWebSocketHttpExchange;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.ConfiguredServerEndpoint;
import io.undertow.websockets.jsr.EndpointSessionHandler;
import io.undertow.websockets.jsr.ServerWebSocketContainer;
import io.undertow.websockets.jsr.handshake.HandshakeUtil;
import io.undertow.websockets.jsr.handshake.JsrHybi13Handshake;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.junicorn.container.affinity.Origin;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/** Answers opening handshakes (RFC 6455, 4.2) and begins the sessions. On request threads. */
final class Handshakes {
    private static final String VERSION = "13";

    private final ServerWebSocketContainer container;
    private final OpenSockets open;
    private final Set<WebSocketChannel> peers = Collections.newSetFromMap(new ConcurrentHashMap<>());

    Handshakes(ServerWebSocketContainer container, OpenSockets open) {
        this.container = container;
        this.open = open;
    }

    /** Whether it asks for a WebSocket; the same address may serve ordinary requests too. */
    static boolean wanted(HttpServletRequest request) {
        String upgrade = request.getHeader("Upgrade");
        return upgrade != null && request.getMethod().equals("GET") && names(List.of(upgrade), "websocket");
    }

    /** Switches protocols, or refuses with the status that RFC 6455, 4.2.1 and 4.4 name, as Tomcat does. */
    void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            ConfiguredServerEndpoint endpoint,
            Map<String, String> pathParameters)
            throws IOException {
        String origin = request.getHeader("Origin");
        if (!names(Collections.list(request.getHeaders("Connection")), "upgrade")
                || request.getHeader("Sec-WebSocket-Key") == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else if (!VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
            response.setHeader("Sec-WebSocket-Version", VERSION);
            response.sendError(HttpServletResponse.SC_UPGRADE_REQUIRED);
        } else if (!endpoint.getEndpointConfiguration().getConfigurator().checkOrigin(origin)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else {
            upgrade(request, response, endpoint, pathParameters);
        }
    }

    private static boolean names(List<String> headers, String token) {
        return headers.stream()
                .flatMap(header -> List.of(header.split(",")).stream())
                .anyMatch(each -> each.trim().equalsIgnoreCase(token));
    }

    private void upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            ConfiguredServerEndpoint endpoint,
            Map<String, String> pathParameters) {
        JsrHybi13Handshake handshake = new JsrHybi13Handshake(endpoint);
        handshake.addExtension(new PerMessageDeflateHandshake());
        ServletWebSocketHttpExchange facade = new ServletWebSocketHttpExchange(request, response, peers);
        facade.putAttachment(HandshakeUtil.PATH_PARAMS, pathParameters);
        facade.putAttachment(HandshakeUtil.PRINCIPAL, request.getUserPrincipal());
        HttpSession session = request.getSession(false);
        String httpSession = session == null ? "" : session.getId();
        facade.upgradeChannel(
                (stream, exchange) -> connected(facade, handshake, stream, httpSession, Origin.isForwarded(exchange)));
        handshake.handshake(facade);
    }

    /** On the thread that has sent the response, often an I/O thread, where nothing of the application may run. */
    private void connected(
            ServletWebSocketHttpExchange facade,
            JsrHybi13Handshake handshake,
            StreamConnection stream,
            String httpSession,
            boolean forwarded) {
        WebSocketChannel channel = handshake.createChannel(facade, stream, facade.getBufferPool());
        OpenSockets.belongsTo(channel, httpSession);
        OpenSockets.forwarded(channel, forwarded);
        peers.add(channel);
        channel.addCloseTask(peers::remove);
        try {
            channel.getWorker()
                    .execute(() -> container.invokeEndpointMethod(() -> {
                        new EndpointSessionHandler(container).onConnect(facade, channel);
                        open.opened(channel);
                    }));
        } catch (RejectedExecutionException e) {
            IoUtils.safeClose(channel); // the server is ending
        }
    }
}
