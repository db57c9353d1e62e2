package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junicorn.container.convert.AppConversion;

/**
 * The libraries that the operator gives to every application (Tomcat: {@code shared.loader}): the one place that knows
 * which they are.
 */
final class SharedLibs {
    private final List<Path> given;

    /** @param given jars, and folders: of one its jars count, and the classes and resources that lie in it */
    SharedLibs(List<Path> given) {
        this.given = List.copyOf(given);
    }

    /**
     * The class path that they are, in the order given; the jars of a folder follow it by name.
     *
     * @throws InvalidAppException if one is not there
     */
    List<Path> classPath() throws InvalidAppException, IOException {
        List<Path> classPath = new ArrayList<>();
        for (Path path : given) {
            if (!Files.exists(path)) {
                throw new InvalidAppException("shared_lib: " + path + " does not exist; expected a jar or a folder");
            }
            Path real = path.toAbsolutePath().normalize();
            classPath.add(real);
            if (Files.isDirectory(real)) {
                Set<Path> jars = new TreeSet<>();
                try (DirectoryStream<Path> files = Files.newDirectoryStream(real, "*.jar")) {
                    files.forEach(jars::add);
                }
                classPath.addAll(jars);
            }
        }
        return classPath;
    }

    /**
     * Copies and converts them from {@code javax} to {@code jakarta}, for an application that was converted.
     *
     * @param folder takes the copies
     * @param app the class path of the application
     * @param scratch an empty folder on the same file system
     * @return the same, as copies
     */
    List<Path> converted(Path folder, List<Path> app, Path scratch) throws InvalidAppException, IOException {
        classPath(); // which says what is missing
        List<Path> copies = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Path target = folder.resolve(Integer.toString(i)); // since two may have the same name
            if (Files.isDirectory(given.get(i))) {
                AppConversion.copy(given.get(i), target);
                copies.add(target);
            } else {
                Files.createDirectories(target);
                copies.add(Files.copy(given.get(i), target.resolve(given.get(i).getFileName())));
            }
        }
        new AppConversion(folder, app).convert(scratch);
        return copies;
    }

    /** Changes whenever one of the files does; "" if there are none. */
    String state() throws InvalidAppException, IOException {
        Set<String> files = new TreeSet<>();
        for (Path path : classPath()) {
            try (Stream<Path> tree = Files.walk(path)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    files.add(file + " " + WarDigest.stamp(file));
                }
            }
        }
        return String.join("\n", files) + (given.isEmpty() ? "" : "\n" + classPath());
    }

    /** Opens them for the scan. */
    static List<ClassPathEntry> open(List<Path> classPath) throws InvalidAppException {
        List<ClassPathEntry> opened = new ArrayList<>();
        for (Path path : classPath) {
            try {
                opened.add(
                        Files.isDirectory(path)
                                ? new FolderEntries(path, path.toString())
                                : new JarEntries(path, path.toString()));
            } catch (IOException e) {
                throw new InvalidAppException(
                        "shared_lib: " + path + " is not a readable jar (" + e.getMessage()
                                + "); expected jars and folders",
                        e);
            }
        }
        return opened;
    }
}
