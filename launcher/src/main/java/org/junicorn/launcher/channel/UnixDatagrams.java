package org.junicorn.launcher.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.IntegerType;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * Sends datagrams to a Unix socket, which Java cannot: its datagram channels know no Unix sockets. Sending never waits.
 * Not safe for several threads at a time.
 */
public final class UnixDatagrams implements AutoCloseable {
    static {
        Native.register(UnixDatagrams.class, CLibrary.get());
    }

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EAGAIN = 11;

    /** What sun_path of sockaddr_un may take, with the zero byte at the end of a path; see unix(7). */
    private static final int LONGEST_PATH = 108;

    private final int descriptor;
    private final Memory address;

    private UnixDatagrams(int descriptor, Memory address) {
        this.descriptor = descriptor;
        this.address = address;
    }

    private static native int socket(int domain, int type, int protocol);

    private static native int close(int descriptor);

    private static native Size sendto(
            int descriptor, byte[] bytes, Size length, int flags, Pointer address, int addressLength);

    /** {@code size_t} and {@code ssize_t}. */
    public static final class Size extends IntegerType {
        private static final long serialVersionUID = 1L;

        public Size() {
            this(0);
        }

        Size(long value) {
            super(Native.SIZE_T_SIZE, value);
        }
    }

    /**
     * Opens a socket to send from; the receiver need not be there yet.
     *
     * @param name an absolute path, or {@code @name} in the abstract namespace
     * @throws IOException if it is neither, or too long, or there is no socket
     */
    public static UnixDatagrams to(String name) throws IOException {
        boolean isAbstract = name.startsWith("@");
        if (!isAbstract && !name.startsWith("/")) {
            throw new IOException("neither an absolute path nor @name");
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
        return new UnixDatagrams(descriptor, address);
    }

    /**
     * Sends one message.
     *
     * @return whether it was taken; else the receiver has too many waiting
     * @throws IOException if there is nobody to send it to
     */
    public boolean send(byte[] message) throws IOException {
        Size sent = sendto(
                descriptor,
                message,
                new Size(message.length),
                MSG_DONTWAIT | MSG_NOSIGNAL,
                address,
                Math.toIntExact(address.size()));
        if (sent.longValue() >= 0) {
            return true;
        }
        int error = Native.getLastError();
        if (error == EAGAIN) {
            return false;
        }
        throw new IOException("sendto: error " + error);
    }

    @Override
    public void close() {
        close(descriptor);
    }
}
