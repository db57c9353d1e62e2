package org.junicorn.launcher.control;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.junicorn.launcher.listen.SocketFile;
import org.junicorn.launcher.process.Posix;

/**
 * A bound Unix socket and its file. The file of another live process is never taken away, neither by the bind nor at the
 * end: what is removed then is the file that was made here, known by its number.
 */
final class ControlSocket implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final ServerSocketChannel channel;
    private final Path path;
    private final Object file;

    private ControlSocket(ServerSocketChannel channel, Path path, Object file) {
        this.channel = channel;
        this.path = path;
        this.file = file;
    }

    /**
     * Makes the socket.
     *
     * @param mode of its file
     * @throws IOException with a sentence that names the path and the way out
     */
    static ControlSocket bind(Path path, int mode) throws IOException {
        Optional<String> hindrance = SocketFile.makeWay(path);
        if (hindrance.isPresent()) {
            throw failure(path, hindrance.get() + ", or choose another path");
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            // The mode of a socket's file is fixed by bind; changed afterwards it would be open for a moment.
            Posix.underUmask(0777 & ~mode, () -> channel.bind(UnixDomainSocketAddress.of(path), BACKLOG));
            return new ControlSocket(channel, path, number(path));
        } catch (IOException e) {
            channel.close();
            throw failure(path, e.getMessage() + "; choose another path, or give --no-control-socket");
        }
    }

    private static Object number(Path path) throws IOException {
        return Files.getAttribute(path, "unix:dev", LinkOption.NOFOLLOW_LINKS) + ":"
                + Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static BindException failure(Path path, String reason) {
        return new BindException("control_socket = \"" + path + "\" cannot be made: " + reason);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            if (number(path).equals(file)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // It is gone already.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed for us in any case.
        }
    }
}
