package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An archive of classes that worker JVMs map instead of loading and verifying them: dynamic AppCDS up to JDK 23, an AOT
 * cache from JDK 25 on (24 has it in a form of two steps, and takes the former). The JVM ignores an archive that does not
 * fit. It does not look whether one is whole: JDK 17 crashes with one that was cut short, as after a power failure or a
 * copy to a full disk. So the file's name says how long it is, and it is on disk before it has that name.
 *
 * @param file where it is, or what it is to be called but for its length
 */
record ClassArchive(Path file, int feature) {
    private static final int AOT_CACHE_SINCE = 25;
    private static final Duration UNUSED_AFTER = Duration.ofDays(30);
    private static final Duration UNFINISHED_AFTER = Duration.ofMinutes(10);

    /**
     * The container's own archive for one JDK and one version of our jar.
     *
     * @param earlierApi is in front of our jar; never changes under the same name
     */
    static ClassArchive ofContainer(Path folder, JavaRuntime java, Optional<Path> earlierApi, Path jar) {
        String key = java.home() + "|" + java.version() + "|" + jar + "|" + stamp(jar)
                + earlierApi.map(api -> "|" + api).orElse("");
        String name =
                UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        String ending = java.feature() >= AOT_CACHE_SINCE ? ".aot" : ".jsa";
        Path file = whole(folder, name, ending).orElse(folder.resolve(name + ending));
        return new ClassArchive(file, java.feature());
    }

    private static Optional<Path> whole(Path folder, String name, String ending) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "_*" + ending)) {
            for (Path file : files) {
                if (isWhole(file)) {
                    return Optional.of(file);
                }
            }
        } catch (IOException e) {
            // as if there were none
        }
        return Optional.empty();
    }

    private static boolean isWhole(Path file) {
        String name = file.getFileName().toString();
        try {
            return Files.isRegularFile(file) && name.contains("_" + Files.size(file) + ".");
        } catch (IOException e) {
            return false;
        }
    }

    private static String stamp(Path jar) {
        try {
            return Files.size(jar) + "|" + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            return "";
        }
    }

    boolean exists() {
        return isWhole(file);
    }

    /**
     * Puts a finished archive into its place.
     *
     * @return it, under its name
     */
    ClassArchive publish(Path finished) throws IOException {
        try (FileChannel channel = FileChannel.open(finished, StandardOpenOption.READ)) {
            channel.force(true);
        }
        String name = file.getFileName().toString();
        int ending = name.lastIndexOf('.');
        Path target =
                file.resolveSibling(name.substring(0, ending) + "_" + Files.size(finished) + name.substring(ending));
        return new ClassArchive(Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE), feature);
    }

    /** Takes it away; the workers that have mapped it keep it. */
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Whether it says how often methods were called, too, which the JVM's second compiler counts (JEP 515). */
    boolean holdsProfiles() {
        return feature >= AOT_CACHE_SINCE;
    }

    List<String> useOptions() {
        return feature >= AOT_CACHE_SINCE
                ? List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /** The options with which a JVM writes the archive to a temporary file when it ends. */
    List<String> makeOptions(String temporary) {
        return feature >= AOT_CACHE_SINCE
                ? List.of("-XX:AOTCacheOutput=" + temporary, "-Xlog:aot=off", "-Xlog:cds=off")
                : List.of("-XX:ArchiveClassesAtExit=" + temporary, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    /**
     * Deletes archives that nothing has used for a month, those of other JDKs and older versions, and what trainings
     * have left behind whose supervisor was killed.
     */
    void prune() throws IOException {
        try (Stream<Path> archives = Files.list(file.getParent())) {
            for (Path other : archives.toList()) {
                Duration age =
                        other.getFileName().toString().matches(".*[.]\\d+([.].*)?") ? UNFINISHED_AFTER : UNUSED_AFTER;
                Instant limit = Instant.now().minus(age);
                BasicFileAttributes attributes = Files.readAttributes(other, BasicFileAttributes.class);
                if (attributes.lastAccessTime().toInstant().isBefore(limit)
                        && attributes.lastModifiedTime().toInstant().isBefore(limit)) {
                    RunFolder.removeTree(other);
                }
            }
        }
    }
}
