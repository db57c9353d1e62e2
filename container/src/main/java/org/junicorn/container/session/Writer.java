package org.junicorn.container.session;

import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.junicorn.container.session.SessionStore.Update;

/** Brings what a worker has changed of a session to the store. Any thread. */
final class Writer {
    private static final Logger LOG = Logger.getLogger(Writer.class);

    /** An object that another request is changing may be whole a moment later. */
    private static final int TRIES = 5;

    private final LateStore store;
    private final SessionValues values;
    private final Activation activation;
    private final SessionSettings settings;
    private final Told told = new Told();

    Writer(LateStore store, SessionValues values, Activation activation, SessionSettings settings) {
        this.store = store;
        this.values = values;
        this.activation = activation;
        this.settings = settings;
    }

    /**
     * Writes what was set, and what has changed of the objects that were read.
     *
     * @param touched attributes that were read, by name
     * @return false if the session has ended elsewhere
     */
    boolean write(LiveSession live, Map<String, Attribute> touched) throws StoreException {
        live.writing.lock();
        try {
            if (live.ending()) {
                return !live.ended();
            }
            Map<String, Attribute> candidates = live.candidates(touched);
            Map<String, byte[]> forms = serialize(live, candidates);
            if (settings.affinity().isPresent()) {
                owner(live);
            }
            Update update = live.update(candidates, forms);
            if (update.isEmpty()) {
                return true;
            }
            Optional<Long> version = live.stored()
                    ? store.get().update(live.id(), update)
                    : store.get().create(live.id(), update);
            version.ifPresent(number -> live.wrote(update, candidates, number));
            return version.isPresent();
        } finally {
            live.writing.unlock();
        }
    }

    private void owner(LiveSession live) {
        if (!live.pinned().isEmpty()) {
            live.owner(settings.worker());
        } else if (live.owner().equals(settings.worker())) {
            live.owner("");
        }
    }

    private Map<String, byte[]> serialize(LiveSession live, Map<String, Attribute> candidates) {
        if (candidates.isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> forms = new HashMap<>();
        candidates.forEach((name, attribute) -> {
            Object value = live.value(attribute);
            try {
                serialize(live, attribute, value).ifPresent(form -> forms.put(name, form));
            } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
                live.pin(name, attribute);
                warn(name, value, e);
            }
        });
        return forms;
    }

    /** @return empty if it was never still; then the next request writes it */
    private Optional<byte[]> serialize(LiveSession live, Attribute attribute, Object value) throws IOException {
        boolean listens = attribute.listens();
        if (listens) {
            Optional<byte[]> unchanged = unchanged(attribute, value);
            if (unchanged.isPresent()) {
                return unchanged;
            }
            activation.willPassivate(live, value);
        }
        try {
            for (int i = 1; i <= TRIES; i++) {
                try {
                    return Optional.of(values.write(value));
                } catch (ConcurrentModificationException e) {
                    Thread.yield();
                }
            }
            return Optional.empty();
        } finally {
            if (listens) {
                activation.didActivate(live, value);
            }
        }
    }

    /** One that listens is not told of a comparison, unless that shows that it must be written. */
    private Optional<byte[]> unchanged(Attribute attribute, Object value) {
        byte[] form = attribute.form();
        try {
            return form != null && SessionValues.same(form, values.write(value)) ? Optional.of(form) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // perhaps it can be when it has been told
        }
    }

    private void warn(String name, Object value, Throwable why) {
        if (told.first(name + '\n' + value.getClass().getName())) {
            LOG.warnf(
                    "the session attribute \"%s\" of class %s cannot be stored (%s): it stays in this worker%s",
                    name,
                    value.getClass().getName(),
                    why,
                    settings.affinity().isPresent()
                            ? ", which gets all requests of the sessions that have it, and is lost with it; make the class"
                                    + " serializable"
                            : ", and requests that another worker answers do not see it; make the class serializable, or"
                                    + " set session_affinity = \"auto\"");
        }
    }
}
