package org.junicorn.launcher.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junicorn.launcher.listen.Adopted.Kind;
import org.junicorn.launcher.process.Posix;

/**
 * The supervisor's listening sockets, one for each address, bound once and kept over reloads. A generation has some of
 * them; workers inherit those of their generation. Safe for all threads.
 */
public final class Listeners {
    private final Map<BindAddress, Listener> listeners = new LinkedHashMap<>();

    /** Those whose sockets another supervisor has too, and whose files are that one's. */
    private final Set<Listener> foreign = new HashSet<>();

    /**
     * One bound address.
     *
     * @param name the address with its real port, as in {@code 127.0.0.1:8000} or {@code unix:/run/app.sock}
     * @param url how a person would write it: {@code http://127.0.0.1:8000}
     * @param scheme what clients speak
     * @param channel empty for a socket that was inherited
     * @param path the socket's file, if this process made it
     */
    public record Listener(
            String name,
            String url,
            Scheme scheme,
            Kind kind,
            int descriptor,
            Optional<ServerSocketChannel> channel,
            Optional<Path> path) {

        /** Whether clients speak TLS. */
        public boolean tls() {
            return scheme == Scheme.HTTPS;
        }

        /** The port; empty for a Unix socket. */
        public OptionalInt port() {
            return kind == Kind.UNIX
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(name.substring(name.lastIndexOf(':') + 1)));
        }
    }

    /**
     * Binds those of the addresses that are not bound yet.
     *
     * @param backlog the length of the kernel's queue, as {@code listen(2)} takes it
     * @param socketMode the mode of the files of Unix sockets
     * @return the listeners of all the addresses, in their order
     * @throws BindException if one cannot be bound; nothing has changed then
     */
    public synchronized List<Listener> bind(List<BindAddress> addresses, int backlog, int socketMode)
            throws BindException {
        List<Listener> result = new ArrayList<>();
        Map<BindAddress, Listener> fresh = new LinkedHashMap<>();
        try {
            for (BindAddress address : addresses) {
                Listener listener = listeners.get(address);
                if (listener == null) {
                    listener = open(address, backlog, socketMode, sharingPort(address, fresh.keySet()));
                    fresh.put(address, listener);
                }
                result.add(listener);
            }
        } catch (BindException e) {
            fresh.values().forEach(this::close);
            throw e;
        }
        listeners.putAll(fresh);
        return result;
    }

    /** Another address of ours on the same port, which the kernel takes for the same if one of them is for all interfaces. */
    private Optional<BindAddress> sharingPort(BindAddress address, Set<BindAddress> fresh) {
        return Stream.concat(listeners.keySet().stream(), fresh.stream())
                .filter(own -> own instanceof BindAddress.Tcp tcp
                        && address instanceof BindAddress.Tcp wanted
                        && tcp.port() == wanted.port()
                        && tcp.port() != 0)
                .findFirst();
    }

    /** All listeners by their addresses in the settings. */
    public synchronized Map<BindAddress, Listener> byAddress() {
        return new LinkedHashMap<>(listeners);
    }

    /**
     * Adopts a socket that another supervisor has bound; until {@link #own} it stays that one's.
     *
     * @param path the file of the socket, if the server made it
     */
    public synchronized void inherit(BindAddress address, int descriptor, Optional<Path> path) throws IOException {
        Listener adopted = adopt(new BindAddress.Fd(descriptor, address.scheme()));
        String name = address instanceof BindAddress.Tcp tcp && adopted.kind() != Kind.UNIX
                ? host(tcp) + adopted.name().substring(adopted.name().lastIndexOf(':'))
                : adopted.name();
        String url = adopted.kind() == Kind.UNIX ? name : address.scheme().prefix() + name;
        Listener inherited =
                new Listener(name, url, adopted.scheme(), adopted.kind(), descriptor, Optional.empty(), path);
        listeners.put(address, inherited);
        foreign.add(inherited);
    }

    /** What was inherited is this process's own from now on. */
    public synchronized void own() {
        foreign.clear();
    }

    /** Another supervisor has these, and it is the one that owns them from now on. */
    public synchronized void handOver(Collection<Listener> given) {
        foreign.addAll(given);
    }

    /** Whether another supervisor owns it: its file stays, and so does what waits in its queue. */
    public synchronized boolean isForeign(Listener listener) {
        return foreign.contains(listener);
    }

    /** Closes all but these. Workers that have them go on accepting until they drain. */
    public synchronized void retain(Collection<Listener> kept) {
        listeners.values().removeIf(listener -> {
            boolean drop = !kept.contains(listener);
            if (drop) {
                close(listener);
            }
            return drop;
        });
    }

    private void close(Listener listener) {
        try {
            if (listener.path().isPresent() && !foreign.contains(listener)) {
                Files.deleteIfExists(listener.path().get());
            }
            if (listener.channel().isPresent()) {
                listener.channel().get().close();
            } else {
                Posix.closeDescriptor(listener.descriptor());
            }
        } catch (IOException e) {
            // It is closed for us in any case; a socket file that stays is replaced by the next start.
        }
    }

    private static Listener open(BindAddress address, int backlog, int socketMode, Optional<BindAddress> own)
            throws BindException {
        try {
            if (address instanceof BindAddress.Tcp tcp) {
                return openTcp(tcp, backlog, own);
            } else if (address instanceof BindAddress.Unix unix) {
                return openUnix(unix.path(), backlog, socketMode);
            } else if (address instanceof BindAddress.Fd fd) {
                return adopt(fd);
            }
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            throw failure(address, e.getMessage() + "; choose another address with --bind");
        }
        throw new AssertionError("no branch for " + address);
    }

    private static Listener openTcp(BindAddress.Tcp address, int backlog, Optional<BindAddress> own)
            throws IOException {
        InetSocketAddress socketAddress = new InetSocketAddress(address.host(), address.port());
        if (socketAddress.isUnresolved()) {
            throw failure(
                    address, "the host name cannot be resolved; give an address of this machine, or 0.0.0.0 for all");
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(socketAddress, backlog);
            int descriptor = Descriptors.of(channel);
            Kind kind = Posix.listeningFamily(descriptor) == Posix.Family.INET ? Kind.TCP4 : Kind.TCP6;
            String name = host(address) + ":" + ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new Listener(
                    name,
                    address.scheme().prefix() + name,
                    address.scheme(),
                    kind,
                    descriptor,
                    Optional.of(channel),
                    Optional.empty());
        } catch (IOException e) {
            channel.close();
            throw explained(address, e, own);
        }
    }

    private static String host(BindAddress.Tcp address) {
        return address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    }

    private static BindException explained(BindAddress.Tcp address, IOException e, Optional<BindAddress> own) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("in use") && own.isPresent()) {
            return failure(
                    address,
                    "the address overlaps with " + own.get() + ", at which this server itself listens; use another"
                            + " port, name the one address that covers both, or restart the server to change it");
        } else if (message.contains("in use")) {
            return failure(
                    address,
                    "the address is in use by another process; stop that one (ss -ltnp shows it),"
                            + " or choose another address with --bind");
        } else if (message.contains("ermission denied")) {
            return failure(
                    address,
                    "no right to bind a port below 1024; choose a higher port with --bind, start as"
                            + " root with --user, or give the java binary CAP_NET_BIND_SERVICE");
        } else if (message.contains("assign requested address")) {
            return failure(
                    address,
                    "no interface of this machine has this address; choose another one with --bind,"
                            + " or 0.0.0.0 for all interfaces");
        }
        return failure(address, message + "; choose another address with --bind");
    }

    private static Listener openUnix(Path path, int backlog, int socketMode) throws IOException {
        BindAddress address = new BindAddress.Unix(path);
        Optional<String> hindrance = SocketFile.makeWay(path);
        if (hindrance.isPresent()) {
            throw failure(address, hindrance.get() + ", or choose another path with --bind");
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        // The mode of a socket's file is fixed by bind; changed afterwards it would be open for a moment.
        try {
            Posix.underUmask(0777 & ~socketMode, () -> channel.bind(UnixDomainSocketAddress.of(path), backlog));
        } catch (IOException e) {
            channel.close();
            throw failure(address, e.getMessage() + "; choose another path with --bind");
        }
        String name = "unix:" + path;
        return new Listener(
                name, name, Scheme.HTTP, Kind.UNIX, Descriptors.of(channel), Optional.of(channel), Optional.of(path));
    }

    private static Listener adopt(BindAddress.Fd address) throws IOException {
        int descriptor = address.number();
        Posix.Family family;
        try {
            family = Posix.listeningFamily(descriptor);
        } catch (IOException e) {
            throw failure(
                    address,
                    "no listening socket was inherited under this number (" + e.getMessage()
                            + "); pass one, or choose another address with --bind");
        }
        Posix.makeBlocking(descriptor);
        if (family == Posix.Family.UNIX) {
            if (address.scheme() != Scheme.HTTP) {
                String what = address.scheme() == Scheme.HTTPS ? "TLS" : "AJP";
                throw failure(
                        address, "it is a Unix socket, and " + what + " is for TCP; pass it as fd://" + descriptor);
            }
            String name = "unix:" + Posix.unixPath(descriptor);
            return new Listener(name, name, Scheme.HTTP, Kind.UNIX, descriptor, Optional.empty(), Optional.empty());
        }
        Kind kind = family == Posix.Family.INET ? Kind.TCP4 : Kind.TCP6;
        // The channel serves to read the address alone: closing it would close the descriptor.
        InetSocketAddress local = (InetSocketAddress)
                Descriptors.listening(descriptor, kind.family()).getLocalAddress();
        String host = local.getAddress().getHostAddress();
        String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort();
        return new Listener(
                name,
                address.scheme().prefix() + name,
                address.scheme(),
                kind,
                descriptor,
                Optional.empty(),
                Optional.empty());
    }

    private static BindException failure(BindAddress address, String reason) {
        return new BindException("cannot bind " + address + ": " + reason);
    }
}
