package org.junicorn.launcher.log;

import org.junicorn.launcher.syslog.Syslog;

/** Where events go. Safe for all threads; must not block for long, and never throws. */
interface Destination {
    void write(EventLog.Entry entry);

    /** The least level that it takes. */
    default EventLog.Level least() {
        return EventLog.Level.DEBUG;
    }

    /** A syslog server. */
    record ToSyslog(Syslog syslog, Layout layout, EventLog.Level least) implements Destination {
        @Override
        public void write(EventLog.Entry entry) {
            String text = layout == Layout.JSON ? layout.format(entry).stripTrailing() : Layout.message(entry, true);
            syslog.send(Syslog.Weight.valueOf(entry.level().name()), entry.name(), text);
        }
    }

    /** A file or a standard stream. */
    record ToFile(LogFile file, Layout layout, EventLog.Level least) implements Destination {
        @Override
        public void write(EventLog.Entry entry) {
            file.write(layout.format(entry));
        }
    }
}
