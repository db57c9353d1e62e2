package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
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
