package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A folder of classes. Links are followed, since an exploded application in development may consist of them. */
final class FolderEntries implements ClassPathEntry {
    private final Path path;
    private final String label;

    FolderEntries(Path path, String label) {
        this.path = path;
        this.label = label;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        Path file = path.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    @Override
    public void eachClass(ClassVisitor visitor) throws IOException {
        for (Path file : files(path)) {
            String name = name(path, file);
            if (ClassPathEntry.isClass(name)) {
                visitor.visit(name, Files.readAllBytes(file));
            }
        }
    }

    @Override
    public void eachFile(String folder, FileVisitor visitor) throws IOException, InvalidAppException {
        Path start = path.resolve(folder);
        for (Path file : files(start)) {
            visitor.visit(name(start, file), Files.getLastModifiedTime(file), () -> Files.newInputStream(file));
        }
    }

    /** Sorted, so that what is found comes in the same order everywhere. */
    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE; // a dangling or circular link
                    }
                });
        files.sort(null);
        return files;
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    @Override
    public void close() {}
}
