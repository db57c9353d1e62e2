package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether an application was written for {@code javax.servlet} (Java EE 8 and older) or for {@code
 * jakarta.servlet}. Libraries of today often bring classes for both, so what decides is, in this order:
 *
 * <ol>
 *   <li>the namespace of web.xml, if it is Jakarta's; an older one says nothing, since many were never changed,
 *   <li>what the application's own classes and pages refer to,
 *   <li>the servlets, filters and listeners that web.xml names, and their super classes,
 *   <li>the container initializers of its libraries,
 *   <li>what most classes of its libraries refer to.
 * </ol>
 *
 * <p>A step that finds neither, or both, leaves the answer to the next one; so the last one, the only slow one, is for
 * few applications.
 */
final class NamespaceSearch {
    /** Whose API an application uses. */
    enum Namespace {
        JAVAX,
        JAKARTA
    }

    /**
     * The answer.
     *
     * @param evidence where it was found; "" if the application uses no API
     */
    record Finding(boolean javax, String evidence) {
        static final Finding NONE = new Finding(false, "");
    }

    private static final String INITIALIZER = ".servlet.ServletContainerInitializer";
    private static final List<String> PACKAGES = List.of("servlet", "websocket", "el");
    private static final Pattern DECLARED =
            Pattern.compile("<(?:\\w+:)?(?:servlet|filter|listener)-class>\\s*([\\w.$]+)\\s*</");
    private static final Set<String> PAGES = Set.of("jsp", "jspf", "jspx", "tag", "tagf", "tagx", "tld");
    private static final long LARGEST_PAGE = 1 << 20;

    private final Path app;
    private final List<ClassPathEntry> entries = new ArrayList<>();

    private NamespaceSearch(Path app) {
        this.app = app;
    }

    /** @param app an exploded application */
    static Finding in(Path app) throws IOException {
        NamespaceSearch search = new NamespaceSearch(app);
        try {
            return search.find();
        } finally {
            for (ClassPathEntry entry : search.entries) {
                entry.close();
            }
        }
    }

    private Finding find() throws IOException {
        Path descriptor = app.resolve("WEB-INF/web.xml");
        String webXml = Files.isRegularFile(descriptor) ? Files.readString(descriptor, ISO_8859_1) : "";
        if (webXml.contains("https://jakarta.ee/xml/ns/jakartaee")) {
            return Finding.NONE;
        }
        open();
        Optional<Finding> found = ownClasses();
        if (found.isEmpty()) {
            found = pages();
        }
        if (found.isEmpty()) {
            found = declared(webXml);
        }
        if (found.isEmpty()) {
            found = initializers();
        }
        return found.isPresent() ? found.get() : libraries();
    }

    private void open() throws IOException {
        Path classes = app.resolve("WEB-INF/classes");
        if (Files.isDirectory(classes)) {
            entries.add(new FolderEntries(classes, "WEB-INF/classes"));
        }
        Path lib = app.resolve("WEB-INF/lib");
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
                for (Path jar : jars) {
                    try {
                        entries.add(new JarEntries(jar, "WEB-INF/lib/" + jar.getFileName()));
                    } catch (IOException e) {
                        // reported when the application is scanned
                    }
                }
            }
        }
    }

    private Optional<Finding> ownClasses() throws IOException {
        Votes votes = new Votes();
        for (ClassPathEntry entry : entries) {
            if (entry instanceof FolderEntries) {
                entry.eachClass((name, bytes) -> votes.add(name, entry.label() + "/" + name, bytes));
            }
        }
        return votes.only();
    }

    /** Pages, tag files and libraries of tags, wherever they lie outside of jars. */
    private Optional<Finding> pages() throws IOException {
        Votes votes = new Votes();
        Files.walkFileTree(app, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = file.getFileName().toString();
                String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                if (attributes.isRegularFile() && attributes.size() < LARGEST_PAGE && PAGES.contains(extension)) {
                    votes.add("", app.relativize(file).toString(), Files.readAllBytes(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return votes.only();
    }

    private Optional<Finding> declared(String webXml) {
        Votes votes = new Votes();
        for (Matcher matcher = DECLARED.matcher(webXml); matcher.find(); ) {
            String name = matcher.group(1).replace('.', '/') + ".class";
            try {
                climb(name, votes);
            } catch (IOException | RuntimeException e) {
                // a damaged class is reported when the application is scanned
            }
        }
        return votes.only();
    }

    /** The class, or the first of its super classes that refers to an API. */
    private void climb(String start, Votes votes) throws IOException {
        String name = start;
        while (!name.isEmpty()) {
            Optional<byte[]> bytes = Optional.empty();
            String label = "";
            for (int i = 0; i < entries.size() && bytes.isEmpty(); i++) {
                bytes = entries.get(i).read(name);
                label = entries.get(i).label();
            }
            if (bytes.isEmpty() || votes.add(name, label + " (" + name + ")", bytes.get())) {
                return;
            }
            String parent = new ClassFileReader(bytes.get()).read().superName();
            name = parent.isEmpty() ? "" : parent.replace('.', '/') + ".class";
        }
    }

    private Optional<Finding> initializers() throws IOException {
        Votes votes = new Votes();
        for (ClassPathEntry entry : entries) {
            for (Namespace namespace : Namespace.values()) {
                String prefix = namespace.name().toLowerCase(Locale.ROOT);
                if (entry.read("META-INF/services/" + prefix + INITIALIZER).isPresent()) {
                    votes.count(namespace, entry.label() + ", its container initializer");
                }
            }
        }
        return votes.only();
    }

    private Finding libraries() throws IOException {
        Votes votes = new Votes();
        for (ClassPathEntry entry : entries) {
            entry.eachClass((name, bytes) -> votes.add(name, entry.label() + " (" + name + ")", bytes));
        }
        return votes.most();
    }

    /** What was found where. */
    private static final class Votes {
        private int javax;
        private int jakarta;
        private String firstJavax = "";

        /**
         * @param name of a class file; "" for a text
         * @return whether the file refers to an API; a class of the APIs themselves says nothing
         */
        boolean add(String name, String label, byte[] content) {
            if (name.startsWith("javax/") || name.startsWith("jakarta/")) {
                return false;
            }
            // A class is asked for the types that it uses; dotted names may be texts of another purpose.
            Set<Namespace> found = mentioned(content, name.isEmpty() ? '.' : '/');
            found.forEach(namespace -> count(namespace, label));
            return !found.isEmpty();
        }

        void count(Namespace namespace, String label) {
            if (namespace == Namespace.JAKARTA) {
                jakarta++;
            } else if (javax++ == 0) {
                firstJavax = label;
            }
        }

        Optional<Finding> only() {
            return javax == 0 == (jakarta == 0) ? Optional.empty() : Optional.of(most());
        }

        Finding most() {
            return javax > jakarta ? new Finding(true, firstJavax) : Finding.NONE;
        }

        private static Set<Namespace> mentioned(byte[] content, char separator) {
            Set<Namespace> found = EnumSet.noneOf(Namespace.class);
            for (int at = 0; at < content.length - 8; at++) {
                if (content[at] != 'j' || content[at + 1] != 'a') {
                    continue;
                }
                if (follows(content, at, "javax", separator)) {
                    found.add(Namespace.JAVAX);
                } else if (follows(content, at, "jakarta", separator)) {
                    found.add(Namespace.JAKARTA);
                }
            }
            return found;
        }

        private static boolean follows(byte[] content, int at, String prefix, char separator) {
            if (!matches(content, at, prefix + separator)) {
                return false;
            }
            int next = at + prefix.length() + 1;
            return PACKAGES.stream().anyMatch(name -> matches(content, next, name + separator));
        }

        private static boolean matches(byte[] content, int at, String text) {
            byte[] bytes = text.getBytes(US_ASCII);
            if (at + bytes.length > content.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if (content[at + i] != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
