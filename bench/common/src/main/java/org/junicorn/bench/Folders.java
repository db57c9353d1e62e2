package org.junicorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done with folders. */
public final class Folders {
    private Folders() {}

    /** The files of a folder, without those of its folders, go into another one. */
    public static void copyFiles(Path from, Path to) throws IOException {
        for (Path file : list(from)) {
            if (Files.isRegularFile(file)) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    public static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The one folder that lies in this one, as an archive has been unpacked into it. */
    public static Path only(Path folder) throws IOException {
        return list(folder).stream()
                .filter(Files::isDirectory)
                .max(Path::compareTo)
                .orElseThrow(() -> new IOException("no folder in " + folder));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
