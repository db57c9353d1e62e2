package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junicorn.launcher.ExitCode;

/**
 * The folder for what is prepared once: {@code apps/}, {@code archives/} and {@code run/}, for its owner only.
 *
 * @param root absolute
 */
record WorkDir(Path root) {
    private static final String LEASE = "lease";

    /** Makes what is missing, and gives it to the user that the workers run as. */
    static WorkDir open(Path root, Privileges privileges) throws Refusal {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        WorkDir dir = new WorkDir(root);
        try {
            for (Path folder : new Path[] {root, dir.apps(), dir.archives(), dir.run()}) {
                Files.createDirectories(folder, ownerOnly);
                if (privileges.change()) {
                    privileges.giveAway(folder);
                }
            }
            Files.delete(Files.createTempFile(root, "probe", ""));
            return dir;
        } catch (IOException e) {
            throw new Refusal(
                    ExitCode.WORK_DIR,
                    "work_dir = \"" + root + "\" cannot be used: " + reason(e)
                            + "; choose a folder that this user may write to with --work-dir");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no right to write to " + e.getMessage();
        } else if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is not a folder";
        }
        return e.toString();
    }

    /** Marks an entry of an application as used by this supervisor, for others that share the folder. */
    Lease lease(Path entry) throws IOException {
        return Lease.share(entry.resolve(LEASE));
    }

    /** The given entries, which this supervisor uses, and those that another one has leased. */
    Set<Path> entriesToKeep(List<Path> own) throws IOException {
        Set<Path> kept = new HashSet<>(own);
        try (Stream<Path> entries = Files.list(apps())) {
            entries.filter(entry -> !kept.contains(entry))
                    .filter(entry -> Files.exists(entry.resolve(LEASE)) && !Lease.isFree(entry.resolve(LEASE)))
                    .toList()
                    .forEach(kept::add);
        }
        return kept;
    }

    Path apps() {
        return root.resolve("apps");
    }

    Path archives() {
        return root.resolve("archives");
    }

    Path run() {
        return root.resolve("run");
    }
}
