package org.junicorn.container.affinity;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import org.xnio.IoUtils;

/** The folder with the workers' sockets. Any thread. */
public final class SocketFolder {
    /** The kernel keeps a path in 108 bytes, the last of them zero (unix(7)). */
    public static final int LONGEST_PATH = 107;

    private static final int BACKLOG = 1024;
    private static final String ENDING = ".sock";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final Path folder;

    public SocketFolder(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** A worker's listening socket. */
    public record Door(ServerSocketChannel channel, Path path) {
        /** Makes it known to nobody any more; who has found it before can still connect. */
        public void hide() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // It goes with its folder; nobody can connect to it.
            }
        }
    }

    /**
     * Listens for other workers. What a dead worker of this name has left is replaced, what others have left removed.
     *
     * @throws IOException if the path is too long, or the folder cannot be written to; the message says so
     */
    public Door open(String worker) throws IOException {
        Path path = path(worker)
                .orElseThrow(() -> new IOException("\"" + worker + "\" cannot be the name of a worker's socket"));
        // Under another name until it listens: who tries a socket between bind and listen takes it for a dead one.
        Path early = folder.resolve("." + path.getFileName());
        int length = early.toString().getBytes().length;
        if (length > LONGEST_PATH) {
            throw new IOException("the socket " + path + " for session_affinity has a path of " + length
                    + " bytes, and the kernel takes " + LONGEST_PATH
                    + ": choose a shorter folder with --worker-tmp-dir");
        }
        removeDead();
        Files.deleteIfExists(early);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(early), BACKLOG);
            Files.setPosixFilePermissions(early, PosixFilePermissions.fromString("rw-------"));
            Files.move(early, path, StandardCopyOption.ATOMIC_MOVE);
            return new Door(channel, path);
        } catch (IOException | RuntimeException e) {
            IoUtils.safeClose(channel);
            throw e;
        }
    }

    private void removeDead() throws IOException {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, "[a-zA-Z0-9]*" + ENDING)) {
            for (Path socket : sockets) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    channel.configureBlocking(false);
                    channel.connect(UnixDomainSocketAddress.of(socket));
                } catch (ConnectException e) {
                    Files.deleteIfExists(socket);
                } catch (IOException e) {
                    // It is busy, or somebody else has removed it.
                }
            }
        }
    }

    /** Whether a worker wants to be found. One that does not any more still answers what was sent to it before. */
    boolean has(String worker) {
        return path(worker).filter(Files::exists).isPresent();
    }

    /**
     * Connects to a worker, without waiting.
     *
     * @return a non-blocking channel; empty if there is no such worker (any more)
     * @throws IOException if it cannot be said whether there is one, or it takes no connections now
     */
    Optional<SocketChannel> connect(String worker) throws IOException {
        Optional<Path> path = path(worker);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(UnixDomainSocketAddress.of(path.get()));
            if (!connected) {
                throw new IOException("the worker " + worker + " takes no connection now");
            }
            return Optional.of(channel);
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.notExists(path.get())) {
                return Optional.empty();
            }
            throw e;
        } finally {
            if (!connected) {
                IoUtils.safeClose(channel);
            }
        }
    }

    /** The name comes out of a store that others may write to: it must not lead anywhere else. */
    private Optional<Path> path(String worker) {
        return NAME.matcher(worker).matches() ? Optional.of(folder.resolve(worker + ENDING)) : Optional.empty();
    }
}
