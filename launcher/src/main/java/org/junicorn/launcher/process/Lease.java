package org.junicorn.launcher.process;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A lock on a file that ends with the process that holds it, however that ends. Unlike a process id it also tells the
 * truth between containers that share a folder.
 */
final class Lease implements AutoCloseable {
    private final FileChannel channel;

    private Lease(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lease on a file, which is made if it does not exist. */
    static Lease take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException(file + " is locked by another process");
        }
        return new Lease(channel);
    }

    /** Takes a lease that others may hold too, on a file which is made if it does not exist. */
    static Lease share(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
        if (lock == null) {
            channel.close();
            throw new IOException(file + " is locked by another process");
        }
        return new Lease(channel);
    }

    /** Takes the lease on a file, which is made if it does not exist, as soon as it is free. */
    static Lease await(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        channel.lock();
        return new Lease(channel);
    }

    /**
     * Whether nobody holds the lease on a file that is there. A file that cannot be opened counts as held. Not for files
     * that this process itself holds a lease on: to look would end it.
     */
    static boolean isFree(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is free in any case.
        }
    }
}
