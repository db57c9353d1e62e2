package org.junicorn.launcher.listen;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;

/**
 * A listening socket as it is passed to a worker: two descriptors of the same socket. The first is used for blocking
 * accepts. The second stays untouched until the server stops; then it is made non-blocking to take what is left in the
 * queue. They must not be mixed: O_NONBLOCK belongs to the socket, so it would reach the other workers too.
 */
public record Adopted(String name, Kind kind, Scheme scheme, int acceptDescriptor, int sweepDescriptor) {
    /** What kind of address it is bound to. */
    public enum Kind {
        TCP4(StandardProtocolFamily.INET),
        TCP6(StandardProtocolFamily.INET6),
        UNIX(StandardProtocolFamily.UNIX);

        private final StandardProtocolFamily family;

        Kind(StandardProtocolFamily family) {
            this.family = family;
        }

        StandardProtocolFamily family() {
            return family;
        }
    }

    /** The form in which it stands in an order. */
    public String text() {
        return kind + " " + scheme + " " + acceptDescriptor + " " + sweepDescriptor + " " + name;
    }

    /** Reads what {@link #text()} has written. */
    public static Adopted parse(String text) {
        String[] words = text.split(" ", 5);
        return new Adopted(
                words[4],
                Kind.valueOf(words[0]),
                Scheme.of(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]));
    }

    public ServerSocketChannel acceptor() throws IOException {
        return Descriptors.listening(acceptDescriptor, kind.family);
    }

    public ServerSocketChannel sweeper() throws IOException {
        return Descriptors.listening(sweepDescriptor, kind.family);
    }
}
