package org.junicorn.container.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SessionListener.SessionDestroyedReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionStore.Ended;
import org.junicorn.container.session.SessionStore.Stored;

/**
 * The ends of sessions. The worker to which the store gives the content of one tells the application's listeners; the
 * others forget it. Any thread.
 */
final class Endings {
    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final SharedSessions sessions;
    private final LateStore store;
    private final LiveSessions lives;
    private final Audience audience;
    private final Set<LiveSession> pinned = ConcurrentHashMap.newKeySet();

    Endings(SharedSessions sessions, LateStore store, LiveSessions lives, Audience audience) {
        this.sessions = sessions;
        this.store = store;
        this.lives = lives;
        this.audience = audience;
    }

    /** A session was written: whether it has something that is only here may have changed. */
    void written(LiveSession live) {
        if (live.pinned().isEmpty()) {
            pinned.remove(live);
        } else {
            pinned.add(live);
        }
    }

    /** How many sessions have something that is only here. */
    int pinned() {
        return pinned.size();
    }

    /** Ends a session because the application wants it. */
    void invalidate(SessionView view, HttpServerExchange exchange) {
        LiveSession live = view.live();
        if (view.isInvalid() || !live.beginEnding()) {
            throw new IllegalStateException("the session has ended already");
        }
        if (live.stored()) {
            Optional<Stored> content;
            try {
                content = store.get().remove(live.id());
            } catch (StoreException e) {
                live.keep();
                throw new StoreUnavailableException(e);
            }
            if (content.isEmpty()) {
                forget(live);
                throw new IllegalStateException("the session has ended already");
            }
            live.refresh(content.get());
        }
        end(live, view, exchange, SessionDestroyedReason.INVALIDATED);
    }

    /** This worker was the one to end a session that has expired. */
    void expired(Ended session) {
        LiveSession live = lives.get(session.id()).orElseGet(() -> LiveSession.of(session.id(), session.content()));
        if (live.beginEnding()) {
            live.refresh(session.content());
            end(live, SessionView.outside(sessions, live, null), null, SessionDestroyedReason.TIMEOUT);
        }
    }

    private void end(LiveSession live, SessionView view, HttpServerExchange exchange, SessionDestroyedReason reason) {
        try {
            audience.sessionDestroyed(view, exchange, reason);
        } finally {
            view.invalidated();
            gone(live);
        }
    }

    /** Another worker has ended it. What was only here is unbound here. */
    void forget(LiveSession live) {
        live.beginEnding();
        SessionView view = SessionView.outside(sessions, live, null);
        live.pinned().forEach((name, value) -> view.removeAttribute(name));
        audience.endedElsewhere(view);
        gone(live);
    }

    private void gone(LiveSession live) {
        live.end();
        lives.remove(live);
        pinned.remove(live);
    }

    /**
     * Looks for sessions that have ended elsewhere and that nobody asks for any more: theirs is memory, what is only here,
     * and what depends on them.
     */
    void notice() {
        long now = System.currentTimeMillis();
        try {
            for (LiveSession live : lives.all()) {
                if (live.shared() && live.expired(now)) {
                    Optional<Stored> read = store.get().read(live.id(), live.seen());
                    read.ifPresentOrElse(live::refresh, () -> forget(live));
                }
            }
            for (String id : audience.needed()) {
                LiveSession live = lives.get(id).orElseGet(() -> LiveSession.begin(id, now, 0));
                boolean unwritten =
                        lives.get(id).filter(known -> !known.stored()).isPresent();
                if (!unwritten && store.get().read(id, Long.MAX_VALUE).isEmpty()) {
                    forget(live);
                }
            }
        } catch (StoreException e) {
            LOG.debugf(e, "sessions that have ended are forgotten later");
        }
    }
}
