package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The class archives of the launcher that is tested, of its workers and of itself, made once. Each server of the tests has a work folder of its own,
 * and would otherwise spend more on the making of an archive, which it then hardly uses, than on all the rest.
 */
final class ClassArchives {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final class Made {
        private static final Path FOLDER = Path.of("target", "class-archives").toAbsolutePath();
        private static final Path SUPERVISOR_ARCHIVE = FOLDER.resolve("supervisor.jsa");
        private static final List<Path> ARCHIVES = make(FOLDER, SUPERVISOR_ARCHIVE);
    }

    private static final List<String> SUPERVISOR =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private ClassArchives() {}

    /** What a launcher's JVM is started with, as an earlier one of the same launcher and JDK has made it possible. */
    static List<String> supervisorOptions() {
        List<String> options = new ArrayList<>(SUPERVISOR);
        options.add("-XX:SharedArchiveFile=" + Made.SUPERVISOR_ARCHIVE);
        return options;
    }

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

    private static List<Path> make(Path folder, Path supervisorArchive) {
        try {
            if (Files.exists(folder)) {
                Servers.remove(folder);
            }
            Path own = Files.createDirectories(folder);
            List<String> options = new ArrayList<>(SUPERVISOR);
            options.add("-XX:ArchiveClassesAtExit=" + supervisorArchive);
            try (ServerProcess server = new ServerProcess.Builder(own, started -> {})
                    .app(Wars.hello())
                    .jvm(options.toArray(String[]::new))
                    .workDirElsewhere()
                    .option("--work-dir", own.resolve("work"))
                    .start()) {
                awaitArchive(server);
            }
            try (Stream<Path> archives = Files.list(own.resolve("work/archives"))) {
                return archives.toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a machine too busy to make it in time the tests go on without: an archive is never needed. */
    private static void awaitArchive(ServerProcess server) {
        try {
            server.log().await("archive.made");
        } catch (ConditionTimeoutException e) {
            System.err.println("the tests' servers boot without class archives: " + e.getMessage());
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
