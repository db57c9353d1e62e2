package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * The datagram socket of sd_notify(3), which Java has no equivalent for: its datagram channels know no Unix sockets.
 * Sending never waits.
 */
final class NotifySocket implements AutoCloseable {
    static {
        Native.register(NotifySocket.class, "c");
    }

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EAGAIN = 11;
    private static final int CLOCK_MONOTONIC = 1;

    /** What sun_path of sockaddr_un may take, with the zero byte at the end of a path; see unix(7). */
    private static final int LONGEST_PATH = 108;

    private final int descriptor;
    private final Memory address;

    private NotifySocket(int descriptor, Memory address) {
        this.descriptor = descriptor;
        this.address = address;
    }

    private static native int socket(int domain, int type, int protocol);

    private static native NativeSize sendto(
            int descriptor, Pointer bytes, NativeSize length, int flags, Pointer address, int addressLength);

    private static native int clock_gettime(int clock, Pointer time);

    /** {@code size_t} and {@code ssize_t}. */
    public static final class NativeSize extends com.sun.jna.IntegerType {
        private static final long serialVersionUID = 1L;

        public NativeSize() {
            this(0);
        }

        NativeSize(long value) {
            super(Native.SIZE_T_SIZE, value);
        }
    }

    /**
     * @param name a path, or {@code @name} in the abstract namespace
     * @throws IOException if it is neither, or too long, or there is no socket
     */
    static NotifySocket to(String name) throws IOException {
        boolean isAbstract = name.startsWith("@");
        if (!isAbstract && !name.startsWith("/")) {
            throw new IOException("neither a path nor @name");
        }
        byte[] path = (name + (isAbstract ? "" : "\0")).getBytes(UTF_8);
        if (path.length > LONGEST_PATH) {
            throw new IOException("longer than the address of a Unix socket can be");
        }
        if (isAbstract) {
            path[0] = 0;
        }
        Memory address = new Memory(Short.BYTES + path.length);
        address.setShort(0, (short) AF_UNIX);
        address.write(Short.BYTES, path, 0, path.length);
        int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) {
            throw new IOException("no socket: error " + Native.getLastError());
        }
        return new NotifySocket(descriptor, address);
    }

    /**
     * Sends one message.
     *
     * @return whether it was taken; else the receiver has too many waiting, and it should be sent later
     * @throws IOException if there is nobody to send it to
     */
    boolean send(String message) throws IOException {
        byte[] bytes = message.getBytes(UTF_8);
        try (Memory buffer = new Memory(bytes.length)) {
            buffer.write(0, bytes, 0, bytes.length);
            NativeSize sent =
                    sendto(descriptor, buffer, new NativeSize(bytes.length), MSG_DONTWAIT | MSG_NOSIGNAL, address, (int)
                            address.size());
            if (sent.longValue() >= 0) {
                return true;
            }
            int error = Native.getLastError();
            if (error == EAGAIN) {
                return false;
            }
            throw new IOException("sendto: error " + error);
        }
    }

    /** The clock that the service manager compares with, in microseconds. */
    static long monotonicMicros() {
        try (Memory time = new Memory(2L * Long.BYTES)) {
            clock_gettime(CLOCK_MONOTONIC, time);
            return time.getNativeLong(0).longValue() * 1_000_000
                    + time.getNativeLong(Native.LONG_SIZE).longValue() / 1_000;
        }
    }

    @Override
    public void close() {
        Posix.closeDescriptor(descriptor);
    }
}
