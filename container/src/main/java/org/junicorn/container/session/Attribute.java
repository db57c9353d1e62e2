package org.junicorn.container.session;

import jakarta.servlet.http.HttpSessionActivationListener;

/** An attribute as this worker has it. Guarded by the lock of its {@link LiveSession}. */
final class Attribute {
    private Object value;
    private byte[] form;
    private long version;
    private boolean pinned;
    private boolean replaced;

    /** One that the application has set. */
    static Attribute of(Object value) {
        Attribute attribute = new Attribute();
        attribute.value = value;
        return attribute;
    }

    /** One that was read; its object is made when it is first asked for. */
    static Attribute stored(SessionStore.Value stored) {
        Attribute attribute = new Attribute();
        attribute.form = stored.bytes();
        attribute.version = stored.version();
        return attribute;
    }

    /** The live object, or null if nobody has asked for it yet. */
    Object value() {
        return value;
    }

    /** What was read or written last; null if that never happened. */
    byte[] form() {
        return form;
    }

    long version() {
        return version;
    }

    /** Whether it cannot be stored and is only here. */
    boolean pinned() {
        return pinned;
    }

    /** Whether the application has set or removed the attribute since: this object is not of the session any more. */
    boolean replaced() {
        return replaced;
    }

    boolean listens() {
        return value instanceof HttpSessionActivationListener;
    }

    void live(Object made) {
        value = made;
    }

    void replace() {
        replaced = true;
    }

    void pin() {
        pinned = true;
        form = null;
    }

    void written(byte[] bytes, long newVersion) {
        form = bytes;
        version = newVersion;
        pinned = false;
    }

    int size() {
        return form == null ? 0 : form.length;
    }
}
