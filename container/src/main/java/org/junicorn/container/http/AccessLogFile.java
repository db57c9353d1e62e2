package org.junicorn.container.http;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;
import org.junicorn.container.ContainerSettings.AccessLogSettings;
import org.junicorn.container.DeploymentException;

/**
 * Where the lines go that several workers write. Each line is one {@code write(2)} to a file opened for appending, so
 * lines of different processes never mix. Any thread. Not a FileChannel: an interrupt would close it for everybody.
 */
final class AccessLogFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccessLogFile.class);

    private final Optional<Path> path;
    private final ReadWriteLock reopening = new ReentrantReadWriteLock();
    private final AtomicBoolean failing = new AtomicBoolean();
    private FileOutputStream out;

    private AccessLogFile(Optional<Path> path, FileOutputStream out) {
        this.path = path;
        this.out = out;
    }

    /** @throws DeploymentException if it cannot be written to, naming it */
    static AccessLogFile open(AccessLogSettings settings) throws DeploymentException {
        try {
            if (settings.target().isPresent()) {
                return new AccessLogFile(
                        settings.target(), append(settings.target().get()));
            }
            return new AccessLogFile(Optional.empty(), inherited(settings.descriptor()));
        } catch (IOException e) {
            throw new DeploymentException(
                    "access log " + settings.target().orElseThrow() + " cannot be opened for appending: " + reason(e)
                            + "; give a file that this user may write, or none",
                    e);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new DeploymentException(
                    "access log on descriptor " + settings.descriptor() + " cannot be opened: " + e
                            + "; the JVM needs --add-opens java.base/sun.nio.ch=ALL-UNNAMED",
                    e);
        }
    }

    private static FileOutputStream append(Path path) throws IOException {
        try {
            // It names users and what they looked at: readable by the owner and the group only.
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (IOException e) {
            // It exists, or what follows fails too and says why in the words of the system.
            LOG.debug("the access log was not created", e);
        }
        return new FileOutputStream(path.toFile(), true);
    }

    private static FileOutputStream inherited(int descriptor) throws ReflectiveOperationException {
        Method newDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
        newDescriptor.setAccessible(true);
        return new FileOutputStream((FileDescriptor) newDescriptor.invoke(null, descriptor));
    }

    /** "/path (Permission denied)" without the path, which is said anyway. */
    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        int open = message.lastIndexOf('(');
        return open >= 0 && message.endsWith(")") ? message.substring(open + 1, message.length() - 1) : message;
    }

    /** Writes one line; adds its end. A failure is told once, not thrown: no request fails because a disk is full. */
    void write(String line) {
        // After a failure half a line may have been written.
        String text = (failing.get() ? "\n" : "") + line + "\n";
        reopening.readLock().lock();
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            if (failing.compareAndSet(true, false)) {
                LOG.info("the access log can be written again");
            }
        } catch (IOException e) {
            if (failing.compareAndSet(false, true)) {
                LOG.error("the access log cannot be written, lines are lost: " + e.getMessage());
            }
        } finally {
            reopening.readLock().unlock();
        }
    }

    /** Opens the file by its name again, after it was renamed. What cannot be opened leaves all as it was. */
    void reopen() {
        if (path.isEmpty()) {
            return;
        }
        FileOutputStream opened;
        try {
            opened = append(path.get());
        } catch (IOException e) {
            LOG.error("access log " + path.get() + " cannot be opened again: " + reason(e)
                    + "; lines go on to where they went");
            return;
        }
        FileOutputStream before;
        reopening.writeLock().lock();
        try {
            before = out;
            out = opened;
        } finally {
            reopening.writeLock().unlock();
        }
        closeQuietly(before);
    }

    @Override
    public void close() {
        // An inherited descriptor belongs to the process.
        if (path.isPresent()) {
            reopening.writeLock().lock();
            try {
                closeQuietly(out);
            } finally {
                reopening.writeLock().unlock();
            }
        }
    }

    private static void closeQuietly(FileOutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("closing the access log failed", e);
        }
    }
}
