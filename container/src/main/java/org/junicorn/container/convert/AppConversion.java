package org.junicorn.container.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipException;

/**
 * Converts an application in its folder from {@code javax} to {@code jakarta}. Archives are converted by two threads at
 * a time, which end before the call returns: more would need more memory and gain little.
 */
public final class AppConversion {
    private static final int THREADS = 2;

    private final Path app;
    private final List<Path> others;
    /** A set, since an archive is looked through before it is rewritten. */
    private final Set<String> warnings = Collections.synchronizedSet(new TreeSet<>());

    /**
     * @param app an exploded application, or a folder of libraries, of which nobody but this conversion knows yet
     * @param others jars and folders that are on the class path with it, converted already or yet to be: what they bring
     *     decides about names, too
     */
    public AppConversion(Path app, List<Path> others) {
        this.app = app;
        this.others = List.copyOf(others);
    }

    /**
     * What was done.
     *
     * @param archives how many were changed
     * @param files how many were changed outside of archives
     * @param warnings what could not be converted, a sentence each
     */
    public record Result(int archives, int files, List<String> warnings) {
        public Result {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Copies an application that is to stay as it is, with the times of its files.
     *
     * @param target is empty
     */
    public static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(
                source, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<Path>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                            throws IOException {
                        Files.createDirectories(target.resolve(source.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (attributes.isRegularFile()) {
                            Path copy = target.resolve(source.relativize(file));
                            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE; // a dangling or circular link
                    }
                });
    }

    /**
     * @param scratch an empty folder on the same file system, for files that are being made
     * @throws IOException if a file cannot be read or written
     */
    public Result convert(Path scratch) throws IOException {
        List<Path> files = files();
        List<Path> archives = new ArrayList<>(files.stream()
                .filter(file -> ArchiveConversion.isArchive(file.getFileName().toString()))
                .toList());
        Names names = Names.of(app, others);
        ArchiveConversion conversion = new ArchiveConversion(names, scratch, warnings::add);
        AtomicInteger count = new AtomicInteger();
        ExecutorService pool =
                Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "convert-" + count.incrementAndGet()));
        try {
            archives.sort(Comparator.comparing(AppConversion::size).reversed());
            List<Future<Boolean>> converted = new ArrayList<>();
            for (Path archive : archives) {
                converted.add(pool.submit(() -> converted(conversion, archive)));
            }
            Set<Path> known = new HashSet<>(archives);
            int changed = 0;
            for (Path file : files) {
                if (!known.contains(file)) {
                    changed += loose(file, names) ? 1 : 0;
                }
            }
            int changedArchives = 0;
            for (Future<Boolean> archive : converted) {
                changedArchives += archive.get() ? 1 : 0;
            }
            return new Result(changedArchives, changed, List.copyOf(warnings));
        } catch (ExecutionException e) {
            throw new IOException("the conversion from javax to jakarta failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the conversion from javax to jakarta", e);
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * A text that the operator gives to the application, such as a context.xml, with the names that the application has
     * now.
     */
    public byte[] text(byte[] content) throws IOException {
        return new ContentConversion(Names.of(app, others), warnings::add)
                .convert("operator.xml", "operator.xml", content)
                .orElse(content);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(app, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        return files;
    }

    /** An archive that cannot be read is not the application's end: scanning leaves it out with a warning. */
    private boolean converted(ArchiveConversion conversion, Path archive) throws IOException {
        String label = label(archive);
        try {
            return conversion.convert(archive, label);
        } catch (ZipException e) {
            warnings.add(label + " is not a readable archive (" + e.getMessage() + "); it was not converted");
            return false;
        }
    }

    private boolean loose(Path file, Names names) throws IOException {
        String label = label(file);
        boolean changed = false;
        ContentConversion contents = new ContentConversion(names, warnings::add);
        if (contents.accepts(label)) {
            if (size(file) > ContentConversion.LARGEST) {
                warnings.add(
                        label + " is larger than " + (ContentConversion.LARGEST >> 20) + " MB; it was not converted");
            } else {
                Optional<byte[]> content = contents.convert(label, label, Files.readAllBytes(file));
                if (content.isPresent()) {
                    FileTime time = Files.getLastModifiedTime(file);
                    Files.write(file, content.get());
                    Files.setLastModifiedTime(file, time);
                    changed = true;
                }
            }
        }
        // Other names are URLs.
        String name = label.startsWith("WEB-INF/") || label.startsWith("META-INF/") ? names.convert(label) : label;
        if (!name.equals(label)) {
            Path target = app.resolve(name);
            Files.createDirectories(target.getParent());
            if (Files.exists(target)) {
                Files.delete(file);
            } else {
                Files.move(file, target);
            }
            changed = true;
        }
        return changed;
    }

    private String label(Path file) {
        return app.relativize(file).toString().replace('\\', '/');
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
