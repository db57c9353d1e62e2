package org.junicorn.launcher.worker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junicorn.container.session.CookieRules;
import org.junicorn.container.session.LocalStore;
import org.junicorn.container.session.RedisAddress;
import org.junicorn.container.session.RedisStore;
import org.junicorn.container.session.SessionSettings;
import org.junicorn.container.session.SessionStore;
import org.junicorn.container.session.StoreException;
import org.junicorn.container.session.StoreFactory;
import org.junicorn.launcher.channel.Order;

/** Where the orders say that sessions are kept. */
final class SessionStores {
    /** Of the heap, in serialized form, which is about a third of what the objects take. */
    private static final int SHARE_OF_HEAP = 20;

    private SessionStores() {}

    static SessionSettings settings(Order.Begin begin) {
        Order.Sessions sessions = begin.sessions();
        return new SessionSettings(
                factory(sessions),
                sessions.failure(),
                sessions.filter(),
                Optional.of(sessions.affinity())
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of),
                Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                name(begin.slot()),
                begin.slot(),
                sessions.cookie());
    }

    /** Local ones that nobody will see again: an application whose first page begins a session loads what that takes. */
    static SessionSettings training(Path folder) {
        return new SessionSettings(
                Optional.of(new Local(folder, 16 << 20)),
                SessionSettings.Failure.ERROR,
                "",
                Optional.empty(),
                1 << 20,
                "training",
                1,
                CookieRules.ofTomcat());
    }

    /** Unique among all workers of all machines that may share a Redis. */
    private static String name(int slot) {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return "w" + slot + "-" + ProcessHandle.current().pid() + "-"
                + HexFormat.of().formatHex(random);
    }

    private static Optional<StoreFactory> factory(Order.Sessions sessions) {
        return switch (sessions.store()) {
            case "memory" -> Optional.empty();
            case "local" -> Optional.of(new Local(Path.of(sessions.folder()), (long) sessions.megabytes() << 20));
            default ->
                Optional.of(new Redis(RedisAddress.parse(sessions.store(), sessions.password()), sessions.timeout()));
        };
    }

    /** Keys for each application. */
    private record Redis(RedisAddress address, Duration timeout) implements StoreFactory {
        @Override
        public SessionStore open(String contextPath) {
            return RedisStore.open(address, contextPath, timeout);
        }

        @Override
        public boolean blocks() {
            return true;
        }

        @Override
        public boolean mayHaveSessions(String contextPath) {
            return true;
        }
    }

    /** A file for each application. */
    private record Local(Path folder, long bytes) implements StoreFactory {
        @Override
        public SessionStore open(String contextPath) throws StoreException {
            return LocalStore.open(file(contextPath), bytes);
        }

        @Override
        public boolean blocks() {
            return false;
        }

        @Override
        public boolean mayHaveSessions(String contextPath) {
            return Files.exists(file(contextPath));
        }

        /** A path may have characters that a file's name cannot have. */
        private Path file(String contextPath) {
            String name = contextPath.isEmpty()
                    ? "ROOT"
                    : HexFormat.of().formatHex(contextPath.substring(1).getBytes(StandardCharsets.UTF_8));
            return folder.resolve(name + ".mdb");
        }
    }
}
