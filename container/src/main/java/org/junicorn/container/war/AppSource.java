package org.junicorn.container.war;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/** Where an application comes from. Made by {@link #of}; {@link Preparer} turns it into something to deploy. */
public sealed interface AppSource {

    /**
     * The context path that the name stands for, as Tomcat derives it: {@code ROOT.war} is "", {@code foo#bar.war} is
     * "/foo/bar", and a version, as in {@code foo##2.war}, is not part of it.
     *
     * @return "" for the root application and for a servlet class, else "/name"
     */
    String contextPath();

    /** A WAR file, whatever its name ends in. */
    record WarFile(Path file) implements AppSource {
        @Override
        public String contextPath() {
            String name = fileName(file);
            boolean extension = name.toLowerCase(Locale.ROOT).endsWith(".war");
            return contextPathOf(extension ? name.substring(0, name.length() - 4) : name);
        }
    }

    /** An exploded application, served where it is. */
    record Directory(Path directory) implements AppSource {
        @Override
        public String contextPath() {
            return contextPathOf(fileName(directory));
        }
    }

    /**
     * One servlet without an application around it.
     *
     * @param name the binary name of a {@code jakarta.servlet.Servlet}
     * @param classPath jars and folders, absolute, not empty
     */
    record ServletClass(String name, List<Path> classPath) implements AppSource {
        public ServletClass {
            classPath = List.copyOf(classPath);
        }

        @Override
        public String contextPath() {
            return "";
        }
    }

    /**
     * Decides what {@code app} means: a file is a WAR, a folder an exploded application, and a legal class name, if
     * there is a class path, a servlet.
     *
     * @param app a path, relative to {@code base} or absolute, or a class name
     * @param classPath jars and folders of the servlet class; empty if none was given
     * @param base the folder that relative paths start from
     * @throws InvalidAppException if it is none of these; the message says what was looked for
     */
    static AppSource of(String app, List<Path> classPath, Path base) throws InvalidAppException {
        Optional<Path> file = path(app, base);
        if (file.isPresent() && Files.isRegularFile(file.get())) {
            return new WarFile(file.get());
        }
        if (file.isPresent() && Files.isDirectory(file.get())) {
            return new Directory(file.get());
        }
        // "hello.war" is a legal class name too, but nobody means it.
        boolean className =
                SourceVersion.isName(app) && !app.toLowerCase(Locale.ROOT).endsWith(".war");
        if (className && !classPath.isEmpty()) {
            return new ServletClass(
                    app, classPath.stream().map(p -> absolute(base.resolve(p))).toList());
        }
        String looked = file.map(Path::toString).orElse(app);
        if (file.isPresent() && Files.exists(file.get())) {
            throw new InvalidAppException(
                    "app = \"" + app + "\": " + looked + " is neither a file nor a folder; give a .war file,"
                            + " an exploded folder, or a servlet's class name together with class_path");
        }
        if (className) {
            throw new InvalidAppException("app = \"" + app + "\": no file or folder " + looked
                    + ", and no class path to find a servlet class of that name in; give a .war file, an exploded"
                    + " folder, or the class name together with class_path");
        }
        throw new InvalidAppException("app = \"" + app + "\": no file or folder " + looked
                + "; give a .war file, an exploded folder, or a servlet's class name together with class_path");
    }

    private static Optional<Path> path(String app, Path base) {
        if (app.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(absolute(base.resolve(app)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? "ROOT" : name.toString();
    }

    private static String contextPathOf(String baseName) {
        int version = baseName.indexOf("##");
        String name = version < 0 ? baseName : baseName.substring(0, version);
        return name.isEmpty() || name.equals("ROOT") ? "" : "/" + name.replace('#', '/');
    }
}
