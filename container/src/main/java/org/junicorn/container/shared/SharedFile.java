package org.junicorn.container.shared;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A kind of file that processes map as memory. It begins with eight bytes that name the kind and its layout; what follows
 * are longs in the machine's byte order, which are changed with {@link #LONG} alone, so a process that dies at any
 * instruction leaves nothing locked and nothing half-written.
 *
 * @param magic the eight bytes, ASCII; others for each layout
 * @param size of the whole file in bytes
 * @param name what a message calls it, as in "a scoreboard"
 */
public record SharedFile(String magic, int size, String name) {
    /** Reads and changes a long at an offset of the memory. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** @throws IllegalArgumentException if the magic has not eight bytes */
    public SharedFile {
        if (magic.length() != Long.BYTES) {
            throw new IllegalArgumentException("not eight bytes: " + magic);
        }
    }

    /**
     * Makes the file, readable and writable for its owner only, and maps it.
     *
     * @param first fills the memory, which is zero, before anybody takes it for one of its kind
     * @throws IOException also if the file exists
     */
    public ByteBuffer create(Path file, Consumer<ByteBuffer> first) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(CREATE_NEW, READ, WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            return begun(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), first);
        }
    }

    /** Memory of the same layout that only this JVM has. */
    public ByteBuffer alone(Consumer<ByteBuffer> first) {
        return begun(ByteBuffer.allocateDirect(size), first);
    }

    private ByteBuffer begun(ByteBuffer memory, Consumer<ByteBuffer> first) {
        first.accept(memory);
        LONG.setVolatile(memory, 0, number());
        return memory;
    }

    /**
     * Maps a file that {@link #create} made.
     *
     * @throws IOException also if it is not of this kind
     */
    public ByteBuffer open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
            if (channel.size() == size) {
                ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
                if ((long) LONG.getVolatile(memory, 0) == number()) {
                    return memory;
                }
            }
            throw new IOException(file + " is not " + name);
        }
    }

    private long number() {
        return ByteBuffer.wrap(magic.getBytes(US_ASCII)).getLong();
    }
}
