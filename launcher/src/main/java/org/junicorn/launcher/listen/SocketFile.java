package org.junicorn.launcher.listen;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The file of a Unix socket before somebody binds it. */
public final class SocketFile {
    private SocketFile() {}

    /**
     * Removes the socket that a process has left behind. A live one's is never taken away, nor is one that does not say
     * whether it is live.
     *
     * @return what is in the way and what to do about it, in words that ", or choose another path" can follow
     */
    public static Optional<String> makeWay(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        } else if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            return Optional.of("the file exists and is no socket; remove it");
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
            return Optional.of("a live process is listening on this socket; stop it");
        } catch (ConnectException e) { // refused: nobody listens there any more
            Files.deleteIfExists(path);
            return Optional.empty();
        } catch (IOException e) { // another user's, perhaps, or one for datagrams
            return Optional.of("there is a socket that may be in use (" + e.getMessage() + "); remove it if it is not");
        }
    }
}
