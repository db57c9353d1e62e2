package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junicorn.launcher.ExitCode;
import org.junicorn.launcher.config.Settings;

/**
 * The folder of this server's local sessions, for its owner only. Several servers may share a {@code work_dir}: each has
 * its own folder, which it finds again by the addresses it listens on. Of two with the same ones, as with port 0, the
 * second to start has another.
 */
final class SessionsFolder implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String LOCK = "lock";
    private static final int MOST = 1_000;

    private final Path folder;
    private final Lease lease;

    private SessionsFolder(Path folder, Lease lease) {
        this.folder = folder;
        this.lease = lease;
    }

    /** Takes the folder, and empties it if sessions shall not outlive a restart. */
    static SessionsFolder open(WorkDir workDir, Settings settings, Privileges privileges) throws Refusal {
        Path all = workDir.root().resolve("sessions");
        try {
            Files.createDirectories(all, PRIVATE);
            SessionsFolder taken = oneAtATime(all, () -> take(all, identity(settings)));
            if (!settings.sessions().sessionPersist()) {
                empty(taken.folder);
            }
            if (privileges.change()) {
                privileges.giveAway(all);
                privileges.giveAway(taken.folder);
                for (Path file : files(taken.folder)) {
                    privileges.giveAway(file);
                }
            }
            return taken;
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.WORK_DIR,
                    "work_dir = \"" + workDir.root() + "\" cannot be used for sessions: " + e
                            + "; choose a folder that this user may write to with --work-dir");
        }
    }

    /**
     * Uses the folder of the supervisor whose place this one takes, together with that one.
     *
     * @return empty if the folder is not in this work directory
     */
    static Optional<SessionsFolder> join(WorkDir workDir, Path folder) throws Refusal {
        if (!folder.startsWith(workDir.root().resolve("sessions"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(oneAtATime(
                    folder.getParent(), () -> new SessionsFolder(folder, Lease.share(folder.resolve(LOCK)))));
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.WORK_DIR, "the sessions of the server that is being replaced cannot be shared: " + e);
        }
    }

    private interface Taking {
        SessionsFolder take() throws IOException;
    }

    /** Of the servers that start at the same moment, one takes a folder while the others wait. */
    private static SessionsFolder oneAtATime(Path all, Taking taking) throws IOException {
        Lease one = Lease.await(all.resolve(LOCK));
        try {
            return taking.take();
        } finally {
            one.close();
        }
    }

    private static SessionsFolder take(Path all, String identity) throws IOException {
        for (int i = 1; i <= MOST; i++) {
            Path folder = all.resolve(i == 1 ? identity : identity + "-" + i);
            Files.createDirectories(folder, PRIVATE);
            Path lock = folder.resolve(LOCK);
            if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
                makeLock(lock);
            }
            if (Lease.isFree(lock)) {
                return new SessionsFolder(folder, Lease.share(lock)); // with a supervisor that takes this one's place
            }
        }
        throw new IOException(MOST + " servers with the same addresses are running");
    }

    private static void makeLock(Path lock) throws IOException {
        try {
            Files.createFile(lock, PRIVATE_FILE);
        } catch (FileAlreadyExistsException e) {
            // another server was faster
        }
    }

    /** What is inherited has no address of its own to be known by: then it is the application. */
    private static String identity(Settings settings) {
        StringBuilder text = new StringBuilder();
        settings.sockets().bind().stream().map(Object::toString).sorted().forEach(text::append);
        if (text.indexOf("fd://") >= 0 || System.getenv("LISTEN_FDS") != null) {
            settings.app().webapps().ifPresent(text::append);
            settings.app().app().forEach(mount -> text.append(mount.app()));
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().equals(LOCK))
                    .toList();
        }
    }

    private static void empty(Path folder) throws IOException {
        for (Path file : files(folder)) {
            Files.deleteIfExists(file);
        }
    }

    /** Where the stores are. */
    Path path() {
        return folder;
    }

    @Override
    public void close() {
        lease.close();
    }
}
