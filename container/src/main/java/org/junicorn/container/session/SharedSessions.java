package org.junicorn.container.session;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.Session;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionIdGenerator;
import io.undertow.server.session.SessionListener;
import io.undertow.server.session.SessionManager;
import io.undertow.server.session.SessionManagerStatistics;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.spec.HttpSessionImpl;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpSession;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionSettings.Failure;
import org.junicorn.container.session.SessionStore.Ended;
import org.junicorn.container.session.SessionStore.Stored;

/**
 * The sessions of one application that several processes share. The first touch of a session in a request reads what
 * others have changed; what the request changes is written before its response is committed, and what it changes later
 * at its end. Any thread.
 *
 * <p>A request that does not ask for its session keeps it alive nevertheless, as on Tomcat, but does not depend on it: it
 * is looked up after the response.
 */
public final class SharedSessions implements SessionManager {
    private static final Logger LOG = Logger.getLogger(SharedSessions.class);
    private static final int LONGEST_ID = 256;

    private final AttachmentKey<SessionView> key = AttachmentKey.create(SessionView.class);
    private final Deployment deployment;
    private final SessionSettings settings;
    private final SessionIdGenerator ids;
    private final Rules rules;
    private final LateStore store;
    private final LiveSessions lives;
    private final Audience audience;
    private final Activation activation = new Activation(this::facade);
    private final Reader reader;
    private final Writer writer;
    private final Endings endings;
    private final Expiry expiry;
    private final Told told = new Told();
    private volatile int defaultTimeout = 30 * 60;

    /**
     * What the application's descriptors say.
     *
     * @param most sessions at a time, or -1 (Tomcat: {@code maxActiveSessions})
     * @param distributable whether the application promises that all attributes can be stored
     */
    public record Rules(int most, boolean distributable) {}

    SharedSessions(
            Deployment deployment, SessionSettings settings, SessionIdGenerator ids, Rules rules, LateStore store) {
        this.deployment = deployment;
        this.settings = settings;
        this.ids = ids;
        this.rules = rules;
        this.audience = new Audience(deployment);
        this.store = store;
        SessionValues values = new SessionValues(deployment.getDeploymentInfo().getClassLoader(), settings.filter());
        this.lives = new LiveSessions(settings.cache());
        this.reader = new Reader(values, activation);
        this.writer = new Writer(store, values, activation, settings);
        this.endings = new Endings(this, store, lives, audience);
        this.expiry = new Expiry(store, settings.worker(), endings::expired, endings::notice);
    }

    /** Whether an attribute is the container's, hidden from the application. */
    static boolean own(String name) {
        return name.startsWith(HttpSessionImpl.IO_UNDERTOW);
    }

    Audience audience() {
        return audience;
    }

    @Override
    public String getDeploymentName() {
        return deployment.getDeploymentInfo().getDeploymentName();
    }

    @Override
    public void start() {
        // The store is opened at the first use.
    }

    /** Begins to expire sessions that are there from earlier, although no request has asked for one yet. */
    void watch() {
        expiry.begin();
    }

    /** The sessions live on, in the store. */
    @Override
    public void stop() {
        expiry.close();
        store.close();
    }

    @Override
    public boolean isDistributed() {
        return true;
    }

    @Override
    public Session createSession(HttpServerExchange exchange, SessionConfig config) {
        if (config == null) {
            throw new IllegalStateException("no session config");
        }
        checkRoom();
        expiry.begin();
        String given = config.findSessionId(exchange);
        long now = System.currentTimeMillis();
        LiveSession live = LiveSession.begin(given == null ? ids.createSessionId() : given, now, defaultTimeout);
        if (lives.add(live) != live) {
            throw new IllegalStateException("there is a session of this id");
        }
        config.setSessionId(exchange, live.id());
        SessionView view = view(exchange, live, config, now);
        audience.sessionCreated(view, exchange);
        return view;
    }

    private void checkRoom() {
        try {
            if (rules.most() > 0 && store.get().count() >= rules.most()) {
                throw new IllegalStateException(
                        "there are " + rules.most() + " sessions, the most that maxActiveSessions of <Manager> allows");
            }
        } catch (StoreException e) {
            refuse(e);
        }
    }

    /** @param exchange null outside of a request */
    @Override
    public Session getSession(HttpServerExchange exchange, SessionConfig config) {
        if (exchange != null) {
            SessionView mine = exchange.getAttachment(key);
            if (mine != null && !mine.isInvalid()) {
                return mine;
            }
            if (mine == null && exchange.isResponseComplete()) {
                return afterwards(exchange, config); // Undertow looks after each request, to note the time
            }
        }
        if (config == null) {
            throw new IllegalStateException("no session config");
        }
        long now = System.currentTimeMillis();
        Optional<LiveSession> live = find(config.findSessionId(exchange), now);
        return live.isEmpty() ? null : view(exchange, live.get(), config, now);
    }

    private Session afterwards(HttpServerExchange exchange, SessionConfig config) {
        try {
            long now = System.currentTimeMillis();
            return find(config.findSessionId(exchange), now)
                    .map(live -> new SessionView(this, live, config, live.access(now)))
                    .orElse(null);
        } catch (StoreUnavailableException e) {
            LOG.debugf(e, "a request was answered that does not keep its session alive");
            return null;
        }
    }

    private SessionView view(HttpServerExchange exchange, LiveSession live, SessionConfig config, long now) {
        SessionView view = new SessionView(this, live, config, live.access(now));
        if (exchange != null) {
            exchange.putAttachment(key, view);
            exchange.addResponseCommitListener(committed -> commit(committed, view));
            exchange.addExchangeCompleteListener((completed, next) -> {
                if (completed.getAttachment(Serving.KEY) == null) {
                    done(view);
                }
                next.proceed();
            });
        }
        return view;
    }

    @Override
    public Session getSession(String id) {
        return find(id, System.currentTimeMillis())
                .map(live -> SessionView.outside(this, live, null))
                .orElse(null);
    }

    /** The worker that alone has something of a session, if that is another one. Nothing is loaded for it. */
    Optional<String> ownerOf(String id) {
        if (!possible(id)) {
            return Optional.empty();
        }
        try {
            return store.get()
                    .read(id, Long.MAX_VALUE)
                    .map(stored -> stored.header().owner())
                    .filter(owner -> !owner.isEmpty() && !owner.equals(settings.worker()));
        } catch (StoreException e) {
            refuse(e);
            return Optional.empty();
        }
    }

    /** That worker is gone, with what it alone had of its sessions. This worker goes on without. */
    void ownerGone(String id, String owner) {
        if (told.first(owner)) {
            LOG.warnf(
                    "the worker %s is gone, and with it what it alone had of its sessions: attributes that cannot be"
                            + " stored",
                    owner);
        }
        find(id, System.currentTimeMillis())
                .filter(live -> live.owner().equals(owner))
                .ifPresent(live -> live.owner(""));
    }

    /** Whether to look for a session may take long: the store may have to be opened first. */
    boolean mayBlock() {
        return store.ifOpen().isEmpty()
                || settings.stores().map(StoreFactory::blocks).orElse(false);
    }

    /** How many sessions have something that is only here. */
    int pinned() {
        return endings.pinned();
    }

    private Optional<LiveSession> find(String id, long now) {
        if (!possible(id)) {
            return Optional.empty();
        }
        Optional<LiveSession> known = lives.get(id);
        if (known.isPresent() && !known.get().stored()) {
            return known.filter(live -> !live.ending()); // of this very request, or while the store is away
        }
        try {
            expiry.begin();
            Optional<Stored> read =
                    store.get().read(id, known.map(LiveSession::seen).orElse(0L));
            if (read.isEmpty()) {
                known.ifPresent(endings::forget);
                return Optional.empty();
            }
            if (read.get().header().expired(now)) {
                store.get().removeExpired(id, now).ifPresent(content -> expiry.tell(new Ended(id, content)));
                return Optional.empty();
            }
            LiveSession live = known.isPresent() ? known.get() : lives.add(LiveSession.of(id, read.get()));
            live.refresh(read.get());
            return Optional.of(live).filter(found -> !found.ending());
        } catch (StoreException e) {
            refuse(e);
            return known.filter(live -> !live.ending() && !live.expired(now));
        }
    }

    private static boolean possible(String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean fine = c >= '0' && c <= '9'
                    || c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c == '.'
                    || c == '-'
                    || c == '_';
            if (!fine) {
                return false;
            }
        }
        return true;
    }

    /** Returns if the request shall go on with what this worker has. */
    private void refuse(StoreException failure) {
        if (settings.failure() == Failure.ERROR) {
            throw new StoreUnavailableException(failure);
        }
        LOG.debugf(failure, "going on with what this worker has");
    }

    /** The live object of an attribute, or null if nobody here can read it. */
    Object value(SessionView view, String name, Attribute attribute) {
        return reader.value(view.live(), name, attribute);
    }

    /** Tomcat: of an application that is {@code <distributable/>}, an attribute must be serializable. */
    void checkDistributable(String name, Object value) {
        if (rules.distributable() && !(value instanceof java.io.Serializable)) {
            throw new IllegalArgumentException("the session attribute \"" + name + "\" of class "
                    + value.getClass().getName() + " is not serializable, and the application is <distributable/>");
        }
    }

    /** Takes over what others have written, for one who uses a session outside of a request. */
    void refresh(LiveSession live) {
        if (!live.shared()) {
            return;
        }
        try {
            store.get().read(live.id(), live.seen()).ifPresentOrElse(live::refresh, () -> endings.forget(live));
        } catch (StoreException e) {
            refuse(e);
        }
    }

    /** Writes now, for one who uses a session outside of a request. */
    void write(SessionView view) {
        try {
            write(view.live(), view);
        } catch (StoreException e) {
            refuse(e);
        }
    }

    /** What was set, and what may have changed since the view has settled. */
    private void write(LiveSession live, SessionView view) throws StoreException {
        if (writer.write(live, view.settled() ? Map.of() : view.touched())) {
            endings.written(live);
        } else {
            endings.forget(live);
        }
    }

    /** The application has done its part of a request; nothing is sent yet, or not all. */
    void served(HttpServerExchange exchange) {
        SessionView view = exchange.getAttachment(key);
        if (view == null || view.isInvalid()) {
            return;
        }
        write(view);
        view.settle();
        if (exchange.isComplete()) {
            done(view);
        }
    }

    private void commit(HttpServerExchange exchange, SessionView view) {
        if (view.settled() || view.isInvalid()) {
            return;
        }
        try {
            write(view.live(), view);
        } catch (StoreException e) {
            if (settings.failure() == Failure.ERROR) {
                LOG.debugf(e, "the response says that the session was not written");
                exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
                exchange.getResponseHeaders().put(Headers.RETRY_AFTER, StoreUnavailableException.RETRY_AFTER);
            }
        }
    }

    /** The request is over. */
    void done(SessionView view) {
        if (view.end()) {
            return;
        }
        LiveSession live = view.live();
        live.leave(System.currentTimeMillis());
        try {
            if (!view.isInvalid()) {
                write(live, view);
            }
        } catch (StoreException e) {
            LOG.debugf(e, "what a request has changed after its response began waits for the next request");
        }
        lives.used(live);
    }

    void invalidate(SessionView view, HttpServerExchange exchange) {
        endings.invalidate(view, exchange);
        if (exchange != null) {
            if (view.config() != null) {
                view.config().clearSession(exchange, view.getId());
            }
            exchange.removeAttachment(key);
        }
    }

    /** @return null if the session has ended */
    String changeId(SessionView view, HttpServerExchange exchange, SessionConfig config) {
        LiveSession live = view.live();
        String before = live.id();
        String after = ids.createSessionId();
        live.writing.lock();
        try {
            if (live.ending()) {
                return null;
            }
            if (live.stored() && !store.get().rename(before, after)) {
                endings.forget(live);
                return null;
            }
            lives.rename(live, after);
        } catch (StoreException e) {
            throw new StoreUnavailableException(e);
        } finally {
            live.writing.unlock();
        }
        config.setSessionId(exchange, after);
        audience.sessionIdChanged(view, before);
        return after;
    }

    private HttpSession facade(LiveSession live) {
        return HttpSessionImpl.forSession(SessionView.outside(this, live, null), deployment.getServletContext(), false);
    }

    @Override
    public void registerSessionListener(SessionListener listener) {
        audience.add(listener);
    }

    @Override
    public void removeSessionListener(SessionListener listener) {
        audience.remove(listener);
    }

    @Override
    public void setDefaultSessionTimeout(int seconds) {
        defaultTimeout = seconds;
    }

    @Override
    public Set<String> getTransientSessions() {
        return Set.of();
    }

    @Override
    public Set<String> getActiveSessions() {
        Set<String> active = new HashSet<>();
        lives.all().forEach(live -> active.add(live.id()));
        return active;
    }

    /** How many are held as objects. */
    public int live() {
        return lives.size();
    }

    @Override
    public Set<String> getAllSessions() {
        try {
            return store.get().ids();
        } catch (StoreException e) {
            throw new StoreUnavailableException(e);
        }
    }

    @Override
    public SessionManagerStatistics getStatistics() {
        return null;
    }

    /** Ends the application's part of a request by writing its session, while an error can still be told. */
    public HttpHandler serving(HttpHandler next) {
        return new Serving(this, next);
    }
}
