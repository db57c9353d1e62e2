package org.junicorn.container.http;

import java.nio.ByteBuffer;
import org.xnio.Bits;

/** Finds the heads of frames in what a client of HTTP/2 sends (RFC 9113, 3.4 and 4.1). On the thread that reads. */
final class FrameHeads {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int PING = 6;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private static final int PREFACE = 24;
    private static final int HEAD = 9;

    private final Listener listener;
    private final byte[] head = new byte[HEAD];
    private int skip = PREFACE;
    private int read;
    private boolean inBlock;

    /** Learns of each frame when its head was read. */
    @FunctionalInterface
    interface Listener {
        void frame(int type, int flags, int length);
    }

    FrameHeads(Listener listener) {
        this.listener = listener;
    }

    /** Bytes that were read next; the buffer is left as it is. */
    void next(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            if (skip > 0) {
                int count = Math.min(skip, rest.remaining());
                rest.position(rest.position() + count);
                skip -= count;
            } else {
                head[read++] = rest.get();
                if (read == HEAD) {
                    read = 0;
                    headRead();
                }
            }
        }
    }

    private void headRead() {
        int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
        int type = head[3] & 0xff;
        int flags = head[4] & 0xff;
        skip = length;
        if (type == HEADERS || type == CONTINUATION) {
            inBlock = Bits.allAreClear(flags, END_HEADERS);
        }
        listener.frame(type, flags, length);
    }

    /** Whether the end of something has not been read yet, without which nothing else can come. */
    boolean amidst() {
        return skip > 0 || read > 0 || inBlock;
    }
}
