package org.junicorn.container.session;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junicorn.container.session.SessionStore.Header;

/**
 * What the local store has under a session's id: its header and where its attributes are. Numbers are in the machine's
 * own order, so that a scan reads them where they are.
 */
final class SessionRecord {
    /** Where a record has the time of the last access (8 bytes) and the seconds it then lives (4 bytes). */
    static final int ACCESSED = 0;

    static final int MAX_INACTIVE = 8;

    private static final int FIXED = 8 + 4 + 8 + 8;
    private static final int PER_ENTRY = 8 + 8 + 4;

    private Header header;
    private long version;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * An attribute's value.
     *
     * @param version of the session when it was written
     * @param key of its first part in the table of values; the others follow
     * @param length bytes
     */
    record Entry(long version, long key, int length) {}

    SessionRecord(Header header, long version) {
        this.header = header;
        this.version = version;
    }

    Header header() {
        return header;
    }

    void header(Header now) {
        header = now;
    }

    long version() {
        return version;
    }

    long nextVersion() {
        return ++version;
    }

    /** By the attributes' names. */
    Map<String, Entry> entries() {
        return entries;
    }

    /** The length of all attributes. */
    long length() {
        long length = 0;
        for (Entry entry : entries.values()) {
            length += entry.length();
        }
        return length;
    }

    byte[] bytes() {
        long size = FIXED + size(header.owner()) + 4;
        for (String name : entries.keySet()) {
            size += size(name) + PER_ENTRY;
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
        out.putLong(header.accessed()).putInt(header.maxInactive());
        out.putLong(header.created()).putLong(version);
        putText(out, header.owner());
        out.putInt(entries.size());
        entries.forEach((name, entry) -> {
            putText(out, name);
            out.putLong(entry.version()).putLong(entry.key()).putInt(entry.length());
        });
        return out.array();
    }

    /** @throws LmdbException if it is not one */
    static SessionRecord parse(byte[] bytes) throws LmdbException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            long accessed = in.getLong();
            int maxInactive = in.getInt();
            long created = in.getLong();
            long version = in.getLong();
            SessionRecord record = new SessionRecord(new Header(created, accessed, maxInactive, text(in)), version);
            int count = in.getInt();
            for (int i = 0; i < count; i++) {
                record.entries.put(text(in), new Entry(in.getLong(), in.getLong(), in.getInt()));
            }
            return record;
        } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new LmdbException(Lmdb.CORRUPTED);
        }
    }

    // A text is its length, negative if there are two bytes per char, and the chars: any string comes back as it was.

    private static long size(String text) {
        return 4 + (long) text.length() * (isLatin(text) ? 1 : 2);
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static void putText(ByteBuffer out, String text) {
        if (isLatin(text)) {
            out.putInt(text.length());
            out.put(text.getBytes(StandardCharsets.ISO_8859_1));
        } else {
            out.putInt(-text.length());
            for (int i = 0; i < text.length(); i++) {
                out.putChar(text.charAt(i));
            }
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i > length; i--) {
                text.append(in.getChar());
            }
            return text.toString();
        }
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        String text = new String(in.array(), in.position(), length, StandardCharsets.ISO_8859_1);
        in.position(in.position() + length);
        return text;
    }
}
