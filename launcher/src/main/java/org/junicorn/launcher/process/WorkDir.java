package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junicorn.launcher.ExitCode;

/**
 * The folder for what is prepared once: {@code apps/}, {@code archives/} and {@code run/}, for its owner only.
 *
 * @param root absolute
 */
record WorkDir(Path root) {
    /** Makes what is missing, and gives it to the user that the workers run as. */
    static WorkDir open(Path root, Privileges privileges) throws Refusal {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        WorkDir dir = new WorkDir(root);
        try {
            boolean ours = !Files.exists(root) || dir.isOurs();
            for (Path folder : new Path[] {root, dir.apps(), dir.archives(), dir.run()}) {
                Files.createDirectories(folder, ownerOnly);
                if (folder.equals(root)) {
                    distrustStrangers(root, privileges);
                }
                if (privileges.change() && (ours || !folder.equals(root))) {
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

    /** A folder that others may look into, /var/cache say, was not made by us and keeps its owner. */
    private boolean isOurs() throws IOException {
        return Files.isDirectory(apps()) && ((int) Files.getAttribute(root, "unix:mode") & 0077) == 0;
    }

    /**
     * Where everybody may make folders, as in /tmp, somebody else may have made ours, in order to put his code into it.
     */
    private static void distrustStrangers(Path root, Privileges privileges) throws IOException {
        Path parent = root.getParent();
        if (parent == null || ((int) Files.getAttribute(parent, "unix:mode") & 0002) == 0) {
            return;
        }
        int owner = (int) Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        boolean known = owner == 0
                || owner == (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid")
                || privileges
                        .user()
                        .flatMap(Posix::user)
                        .filter(user -> user.id() == owner)
                        .isPresent();
        if (!known) {
            throw new IOException("it is in a folder that everybody may write to, and belongs to somebody else: "
                    + Files.getOwner(root, LinkOption.NOFOLLOW_LINKS));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no right to write to " + e.getMessage();
        } else if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is not a folder";
        }
        return e.getClass() == IOException.class ? e.getMessage() : e.toString();
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
