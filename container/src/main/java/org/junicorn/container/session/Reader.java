package org.junicorn.container.session;

import java.io.IOException;
import org.jboss.logging.Logger;

/** Makes live objects of what was stored, when somebody asks for them. Any thread. */
final class Reader {
    private static final Logger LOG = Logger.getLogger(Reader.class);

    private final SessionValues values;
    private final Activation activation;
    private final Told told = new Told();

    Reader(SessionValues values, Activation activation) {
        this.values = values;
        this.activation = activation;
    }

    /**
     * The live object of an attribute, the same for all who ask in this worker.
     *
     * @return null if it cannot be made here; it is left to the workers that can
     */
    Object value(LiveSession live, String name, Attribute attribute) {
        Object value = live.value(attribute);
        if (value != null) {
            return value;
        }
        Object made;
        try {
            made = values.read(attribute.form(), SharedSessions.own(name));
        } catch (IOException | ClassNotFoundException | RuntimeException | LinkageError | StackOverflowError e) {
            if (told.first(name + '\n' + e)) {
                LOG.warnf(
                        "the session attribute \"%s\" cannot be read and is left out (%s); it was written by another"
                                + " version of the application, or session_deserialization_filter forbids it",
                        name, e);
            }
            live.hide(name, attribute);
            return null;
        }
        Object first = live.live(attribute, made);
        if (first == made) {
            activation.didActivate(live, made);
        }
        return first;
    }
}
