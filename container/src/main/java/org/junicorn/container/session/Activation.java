package org.junicorn.container.session;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.function.Function;

/**
 * Tells attributes that they go to the store and come from it (Servlet 6.1, 7.7.2). One that is written and stays live is
 * told of both, in this order.
 */
final class Activation {
    private final Function<LiveSession, HttpSession> facade;

    /** @param facade the session as the application sees it */
    Activation(Function<LiveSession, HttpSession> facade) {
        this.facade = facade;
    }

    void willPassivate(LiveSession live, Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionWillPassivate(new HttpSessionEvent(facade.apply(live)));
        }
    }

    void didActivate(LiveSession live, Object value) {
        if (value instanceof HttpSessionActivationListener listener) {
            listener.sessionDidActivate(new HttpSessionEvent(facade.apply(live)));
        }
    }
}
