package org.junicorn.samples.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.security.Principal;

/** A chat: what one says, all in the room hear who are connected to the same worker. */
@ServerEndpoint("/chat/{room}")
public class ChatEndpoint {
    private static final System.Logger LOG = System.getLogger(ChatEndpoint.class.getName());

    @OnOpen
    public void open(Session session, @PathParam("room") String room) {
        session.getUserProperties().put("room", room);
        tell(session, room, name(session) + " has joined");
    }

    @OnMessage
    public void say(Session session, String message, @PathParam("room") String room) {
        tell(session, room, name(session) + ": " + message);
    }

    @OnClose
    public void close(Session session, CloseReason reason, @PathParam("room") String room) {
        LOG.log(
                System.Logger.Level.INFO,
                "chat closed code={0}",
                Integer.toString(reason.getCloseCode().getCode()));
        tell(session, room, name(session) + " has left");
    }

    private static void tell(Session from, String room, String line) {
        for (Session each : from.getOpenSessions()) {
            if (each.isOpen() && room.equals(each.getUserProperties().get("room"))) {
                each.getAsyncRemote().sendText(line);
            }
        }
    }

    private static String name(Session session) {
        Principal user = session.getUserPrincipal();
        return user == null ? "somebody" : user.getName();
    }
}
