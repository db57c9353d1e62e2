package org.junicorn.container.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Knows which store is whole. Nothing is forced to disk while sessions are written, so when the machine goes down without
 * warning the file may be half of this and half of that, and LMDB does not survive to read it. A file beside it has the
 * name that the kernel gives to each run of the machine, written when the store is opened, or that all is on disk,
 * written by the last process that closes it. If it has the name of an earlier run, the store is dropped.
 *
 * <p>Each process holds a shared lock on that file while it has the store open. Whoever gets an exclusive one is alone.
 * One thread.
 */
final class FileGuard implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(FileGuard.class);
    private static final Path THIS_RUN = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String WHOLE = "whole";
    private static final int LONGEST = 64;

    private final Path file;
    private final FileChannel channel;
    private FileLock shared;

    private FileGuard(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** What is done with the file while no other process has it open. */
    @FunctionalInterface
    interface Alone {
        void run() throws IOException, StoreException;
    }

    /**
     * Waits for a process that is opening or closing the store just now.
     *
     * @param alone is called if this process is the only one
     */
    static FileGuard open(Path file, Alone alone) throws IOException, StoreException {
        FileChannel channel = FileChannel.open(
                beside(file, "-run"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileGuard guard = new FileGuard(file, channel);
            FileLock own = channel.tryLock();
            if (own != null) {
                guard.begin();
                alone.run();
                own.release();
            }
            guard.shared = channel.lock(0, Long.MAX_VALUE, true);
            guard.write(thisRun());
            return guard;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new StoreException(file + ": this process has the session store open already", e);
        } catch (IOException | StoreException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void begin() throws IOException {
        String run = read();
        if (!run.isEmpty() && !run.equals(WHOLE) && !run.equals(thisRun()) && Files.exists(file)) {
            LOG.warnf("%s: the machine went down before its sessions were on disk; they are dropped", file);
            delete(file);
        }
        write(thisRun());
    }

    /** Removes a store that nobody has open. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(beside(file, "-lock")); // LMDB's
    }

    /** After the store has been closed. If no other process has it open, this waits until all of it is on disk. */
    @Override
    public void close() throws IOException {
        try (channel) {
            shared.release();
            try (FileLock alone = channel.tryLock()) {
                if (alone != null && Files.exists(file)) {
                    try (FileChannel data = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        data.force(true);
                    }
                    write(WHOLE);
                }
            }
        }
    }

    private String read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    private void write(String run) throws IOException {
        if (!run.equals(read())) {
            channel.write(ByteBuffer.wrap((run + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            channel.truncate(run.length() + 1);
            channel.force(true);
        }
    }

    private static String thisRun() throws IOException {
        return Files.isReadable(THIS_RUN) ? Files.readString(THIS_RUN).strip() : "unknown";
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
