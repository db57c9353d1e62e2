package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An archive of classes that worker JVMs map instead of loading and verifying them: dynamic AppCDS up to JDK 23, an AOT
 * cache from JDK 25 on (24 has it in a form of two steps, and takes the former). The JVM ignores an archive that is
 * missing or does not fit, so it is safe to name one always.
 *
 * @param file where it is, or will be
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
        return new ClassArchive(folder.resolve(name + ending), java.feature());
    }

    private static String stamp(Path jar) {
        try {
            return Files.size(jar) + "|" + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            return "";
        }
    }

    boolean exists() {
        return Files.isRegularFile(file);
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
