package org.junicorn.container.jsp;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of all workers compile pages at a time. The kernel gives the lock back when a worker dies. A thread
 * may take it again while it has it.
 */
final class CompileLock {
    private static final long RETRY = Duration.ofMillis(5).toNanos();

    private final Path file;
    private final ReentrantLock threads = new ReentrantLock();
    private FileChannel channel;

    /** @param file is created if it is missing, and stays */
    CompileLock(Path file) {
        this.file = file;
    }

    /**
     * Waits for the lock; each call is followed by one of {@link #release}.
     *
     * @return whether the thread did not have it before
     * @throws IOException if the file cannot be opened, or the thread is interrupted while it waits for another worker
     */
    boolean acquire() throws IOException {
        threads.lock();
        if (threads.getHoldCount() > 1) {
            return false;
        }
        boolean locked = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lockFile();
            locked = true;
            return true;
        } finally {
            if (!locked) {
                release();
            }
        }
    }

    /** The same application may run under two paths in this JVM; the kernel's lock does not tell them apart. */
    private void lockFile() throws IOException {
        while (true) {
            try {
                channel.lock();
                return;
            } catch (OverlappingFileLockException e) {
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while another page was compiled", e);
                }
                LockSupport.parkNanos(RETRY);
            }
        }
    }

    void release() throws IOException {
        try {
            if (threads.getHoldCount() == 1 && channel != null) {
                channel.close();
                channel = null;
            }
        } finally {
            threads.unlock();
        }
    }
}
