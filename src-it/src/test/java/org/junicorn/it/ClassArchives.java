package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class archive of the launcher that is tested, made once. Each server of the tests has a work folder of its own,
 * and would otherwise spend more on the making of an archive, which it then hardly uses, than on all the rest.
 */
final class ClassArchives {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final class Made {
        private static final List<Path> ARCHIVES = make(Path.of("target", "class-archives"));
    }

    private ClassArchives() {}

    /** Makes a work folder as an earlier server of the same launcher and JDK would have left it. */
    static void give(Path workDir) {
        try {
            Files.createDirectory(workDir, OWNER_ONLY);
            Files.createDirectory(workDir.resolve("apps"), OWNER_ONLY);
            Path archives = Files.createDirectory(workDir.resolve("archives"), OWNER_ONLY);
            for (Path archive : Made.ARCHIVES) {
                link(archive, archives.resolve(archive.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> make(Path folder) {
        try {
            if (Files.exists(folder)) {
                Servers.remove(folder);
            }
            Path own = Files.createDirectories(folder.toAbsolutePath());
            try (ServerProcess server = new ServerProcess.Builder(own, started -> {})
                    .app(Wars.hello())
                    .workDirElsewhere()
                    .option("--work-dir", own.resolve("work"))
                    .start()) {
                server.log().await("archive.made");
            }
            try (Stream<Path> archives = Files.list(own.resolve("work/archives"))) {
                return archives.toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link if it can be one: an archive is never written to under its final name. */
    private static void link(Path archive, Path target) throws IOException {
        try {
            Files.createLink(target, archive);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(archive, target); // on another file system
        }
    }
}
