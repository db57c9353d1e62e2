package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junicorn.container.affinity.SocketFolder;
import org.junicorn.container.http.RateBoard;
import org.junicorn.container.security.LoginBoard;
import org.junicorn.launcher.channel.Scoreboard;

/**
 * Files that live as long as this supervisor: the scoreboard, what the workers share about log-ins, the users of each
 * generation, the workers' sockets and their temporary folders. Those of supervisors
 * that were killed are removed by the next one that starts.
 */
final class RunFolder implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "junicorn-";

    private static final String LOCK = "lock";

    private static final String LOGINS = "logins";
    private static final String RATES = "rates";
    private static final String SOCKETS = "sockets";

    /** See {@link org.junicorn.launcher.ctl.Instances}, which looks for this name. */
    private static final String CONTROL = "control.sock";

    /** What the name of a worker's socket may take of a path; see unix(7) for the length of that. */
    private static final int SOCKET_NAME_BYTES = 40;

    /** A file of users that is larger is a mistake, and would be read by each worker. */
    private static final long MOST_USERS_BYTES = 16 << 20;

    private final Path folder;
    private final Path scoreboardFile;
    private final Scoreboard scoreboard;
    private final Path sockets;
    private final Path control;
    private final List<Lease> leases;
    private final ExecutorService janitor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(null, task, "janitor", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    });

    private RunFolder(
            Path folder, Path scoreboardFile, Scoreboard scoreboard, Path sockets, Path control, List<Lease> leases) {
        this.sockets = sockets;
        this.control = control;
        this.folder = folder;
        this.scoreboardFile = scoreboardFile;
        this.scoreboard = scoreboard;
        this.leases = leases;
    }

    /**
     * Makes the folder and the scoreboard.
     *
     * @param base where temporary files go: {@code worker_tmp_dir}, or a folder in {@code work_dir}
     * @param chosen whether the user has named the base; the scoreboard is in memory otherwise, if the machine has a
     *     file system for that, since its pages are written four times a second
     */
    static RunFolder create(Path base, boolean chosen) throws IOException {
        Files.createDirectories(base, PRIVATE);
        removeOrphans(base);
        String name = PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(new SecureRandom().nextLong());
        Path folder = Files.createDirectory(base.resolve(name), PRIVATE);
        Lease folderLease = Lease.take(folder.resolve(LOCK));
        Path file = folder.resolve("scoreboard");
        if (!chosen && Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)) {
            removeOrphans(SHARED_MEMORY);
            file = SHARED_MEMORY.resolve(name);
        }
        LoginBoard.create(folder.resolve(LOGINS));
        RateBoard.create(folder.resolve(RATES));
        List<Lease> leases = new ArrayList<>(List.of(folderLease));
        if (!fits(folder.resolve(SOCKETS), SOCKET_NAME_BYTES)) {
            for (Path outside : outside()) { // before there is a lease of our own in one of them
                removeOrphans(outside);
            }
        }
        Path sockets = shallow(folder.resolve(SOCKETS), name + "-" + SOCKETS, SOCKET_NAME_BYTES, leases);
        Path control = fits(folder, CONTROL.length() + 1)
                ? folder
                : shallow(folder.resolve("control"), name + "-control", CONTROL.length() + 1, leases);
        Scoreboard scoreboard = Scoreboard.create(file);
        leases.add(Lease.take(file));
        return new RunFolder(folder, file, scoreboard, sockets, control, List.copyOf(leases));
    }

    /**
     * A Unix socket has a short path: if the folder is too deep for that, there is one of its own for them.
     *
     * @param nameBytes what the socket's name and the slash before it take
     */
    private static Path shallow(Path inside, String name, int nameBytes, List<Lease> leases) throws IOException {
        if (fits(inside, nameBytes)) {
            return Files.createDirectory(inside, PRIVATE);
        }
        for (Path base : outside()) {
            Path outside = base.resolve(name);
            if (fits(outside, nameBytes)) {
                Files.createDirectory(outside, PRIVATE);
                leases.add(Lease.take(outside.resolve(LOCK)));
                return outside;
            }
        }
        // Said where it matters: with session_affinity.
        return Files.createDirectory(inside, PRIVATE);
    }

    /** Where else there can be a folder. */
    private static List<Path> outside() {
        return Stream.of(Path.of(System.getProperty("java.io.tmpdir")), SHARED_MEMORY, Path.of("/tmp"))
                .filter(base -> Files.isDirectory(base) && Files.isWritable(base))
                .distinct()
                .toList();
    }

    private static boolean fits(Path folder, int nameBytes) {
        return folder.toAbsolutePath().toString().getBytes(UTF_8).length + nameBytes <= SocketFolder.LONGEST_PATH;
    }

    private static void removeOrphans(Path base) throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(PREFIX)
                        && (Lease.isFree(entry) || Lease.isFree(entry.resolve(LOCK)))) {
                    removeTree(entry);
                }
            }
        }
    }

    Scoreboard scoreboard() {
        return scoreboard;
    }

    Path scoreboardFile() {
        return scoreboardFile;
    }

    /** What the workers share about log-ins. */
    Path loginBoard() {
        return folder.resolve(LOGINS);
    }

    /** What the workers share about the rates of requests. */
    Path rateBoard() {
        return folder.resolve(RATES);
    }

    /** Where workers find each other's sockets, see {@code session_affinity}. */
    Path sockets() {
        return sockets;
    }

    /** Where the control socket is unless the settings name another place. */
    Path controlSocket() {
        return control.resolve(CONTROL);
    }

    /**
     * Copies a file of users for one generation: a worker that is started later has the same users as its siblings, and
     * can read them though it may run as another user.
     */
    Path copyUsers(Path users, int generation) throws IOException {
        if (Files.size(users) > MOST_USERS_BYTES) {
            throw new IOException("larger than " + MOST_USERS_BYTES + " bytes");
        }
        Path copy = folder.resolve("users-" + generation);
        Files.deleteIfExists(copy);
        // In one go: the folder is the workers', who must not be able to put a link in its place meanwhile.
        try (FileChannel channel = FileChannel.open(copy, Set.of(CREATE_NEW, WRITE), PRIVATE_FILE)) {
            ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(users));
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
        return copy;
    }

    /** Removes the copy that {@link #copyUsers} made, if there is one. */
    void removeUsers(int generation) {
        removeTree(folder.resolve("users-" + generation));
    }

    /** Where the jar of this process is kept once another one has taken its place. */
    Path ownJar() {
        return folder.resolve("launcher.jar");
    }

    /** Makes a worker's temporary folder. */
    Path tempDir(long worker) throws IOException {
        return Files.createDirectory(folder.resolve("worker-" + worker), PRIVATE);
    }

    /** Everything of this run that another user's workers must be able to use. */
    List<Path> all() {
        return List.of(folder, scoreboardFile, loginBoard(), rateBoard(), sockets);
    }

    /** Removes a worker's temporary folder, in the background. */
    void released(long worker) {
        janitor.execute(() -> removeTree(folder.resolve("worker-" + worker)));
    }

    /** Removes everything, at the end. */
    @Override
    public void close() {
        janitor.shutdownNow();
        leases.forEach(Lease::close);
        removeTree(folder);
        removeTree(sockets);
        removeTree(control);
        removeTree(scoreboardFile);
    }

    /** Removes a file, or a folder with everything in it. What cannot be removed stays for the next start. */
    static void removeTree(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            // another user's file, perhaps
        }
    }
}
