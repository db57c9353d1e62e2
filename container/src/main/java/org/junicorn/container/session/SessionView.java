package org.junicorn.container.session;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionManager;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A session as one request sees it: the live objects are those of all requests in this worker, but it remembers which
 * of them this request has read. Outside of a request, whoever still holds it reads and writes through to the store.
 */
final class SessionView implements Session {
    private final SharedSessions sessions;
    private final LiveSession live;
    private final SessionConfig config;
    private final long lastAccessed;
    private final Map<String, Attribute> touched = new ConcurrentHashMap<>();
    private volatile boolean over;
    private volatile boolean settled;
    private volatile boolean invalid;

    SessionView(SharedSessions sessions, LiveSession live, SessionConfig config, long lastAccessed) {
        this.sessions = sessions;
        this.live = live;
        this.config = config;
        this.lastAccessed = lastAccessed;
    }

    /** One that no request stands behind. */
    static SessionView outside(SharedSessions sessions, LiveSession live, SessionConfig config) {
        SessionView view = new SessionView(sessions, live, config, live.created());
        view.over = true;
        return view;
    }

    LiveSession live() {
        return live;
    }

    Map<String, Attribute> touched() {
        return touched;
    }

    SessionConfig config() {
        return config;
    }

    /** The session has ended, and its listeners were told. */
    void invalidated() {
        invalid = true;
    }

    /** What there is now is being written; only what is touched later must be looked at again. */
    void settle() {
        settled = true;
    }

    boolean settled() {
        return settled;
    }

    /** The request is over; returns whether it was so before. */
    synchronized boolean end() {
        boolean before = over;
        over = true;
        return before;
    }

    @Override
    public String getId() {
        return live.id();
    }

    @Override
    public void requestDone(HttpServerExchange exchange) {
        sessions.done(this);
    }

    @Override
    public long getCreationTime() {
        check();
        return live.created();
    }

    @Override
    public long getLastAccessedTime() {
        check();
        return lastAccessed;
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        check();
        settled = false;
        live.maxInactive(seconds);
        afterwards();
    }

    @Override
    public int getMaxInactiveInterval() {
        check();
        return live.maxInactive();
    }

    @Override
    public Object getAttribute(String name) {
        before();
        Optional<Attribute> found = live.get(name);
        if (found.isEmpty()) {
            return null;
        }
        Object value = sessions.value(this, name, found.get());
        if (value != null && !over && !SessionValues.immutable(value) && !SharedSessions.own(name)) {
            touched.put(name, found.get());
        }
        return value;
    }

    @Override
    public Set<String> getAttributeNames() {
        before();
        return live.names();
    }

    @Override
    public Object setAttribute(String name, Object value) {
        if (value == null) {
            return removeAttribute(name);
        }
        before();
        sessions.checkDistributable(name, value);
        Object existing = getAttribute(name);
        Attribute attribute = Attribute.of(value);
        live.set(name, attribute);
        if (!over && !SessionValues.immutable(value) && !SharedSessions.own(name)) {
            touched.put(name, attribute);
        } else {
            touched.remove(name);
        }
        if (existing == null) {
            sessions.audience().attributeAdded(this, name, value);
        } else {
            sessions.audience().attributeUpdated(this, name, value, existing);
        }
        afterwards();
        return existing;
    }

    @Override
    public Object removeAttribute(String name) {
        before();
        Object existing = getAttribute(name);
        touched.remove(name);
        live.remove(name);
        sessions.audience().attributeRemoved(this, name, existing);
        afterwards();
        return existing;
    }

    @Override
    public void invalidate(HttpServerExchange exchange) {
        sessions.invalidate(this, exchange);
    }

    @Override
    public SessionManager getSessionManager() {
        return sessions;
    }

    @Override
    public String changeSessionId(HttpServerExchange exchange, SessionConfig given) {
        return sessions.changeId(this, exchange, given);
    }

    @Override
    public boolean isInvalid() {
        return invalid || live.ended();
    }

    private void before() {
        settled = false;
        if (over && !isInvalid()) {
            sessions.refresh(live);
        }
        check();
    }

    private void afterwards() {
        if (over && !isInvalid()) {
            sessions.write(this);
        }
    }

    private void check() {
        if (isInvalid()) {
            throw new IllegalStateException("the session has ended");
        }
    }
}
