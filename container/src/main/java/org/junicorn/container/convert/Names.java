package org.junicorn.container.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.tomcat.jakartaee.EESpecProfile;
import org.apache.tomcat.jakartaee.EESpecProfiles;

/**
 * Tomcat's profile, but for packages that the container has nothing to do with and the application brings. They need no
 * other name, and some libraries know their old one by heart: EclipseLink 2 finds no entity under another.
 *
 * @param kept packages as in {@link #FOREIGN}, or {@link #MAIL}
 */
record Names(Set<String> kept) implements EESpecProfile {
    /** As the path below {@code javax/}. */
    private static final Set<String> FOREIGN = Set.of("ejb", "persistence", "security/auth/message", "transaction");

    /** The container makes sessions of it for JNDI, so it keeps its name only if the other one is taken. */
    private static final String MAIL = "mail";

    private static final EESpecProfiles TOMCAT = EESpecProfiles.TOMCAT;

    Names {
        kept = Set.copyOf(kept);
    }

    /** @param others as in {@link AppConversion} */
    static Names of(Path app, List<Path> others) throws IOException {
        Set<String> folders = new HashSet<>();
        List<Path> roots = new ArrayList<>(others);
        roots.add(app);
        for (Path root : roots) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path file : tree.filter(Files::isRegularFile).toList()) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    if (name.endsWith(".class")) {
                        folders.add(folder(name.startsWith("WEB-INF/classes/") ? name.substring(16) : name));
                    } else if (ArchiveConversion.isArchive(file.getFileName().toString())) {
                        addFolders(file, folders);
                    }
                }
            }
        }
        Set<String> kept = new HashSet<>(FOREIGN);
        kept.removeIf(name -> !folders.contains("javax/" + name));
        if (folders.contains("javax/" + MAIL) && folders.contains("jakarta/" + MAIL)) {
            kept.add(MAIL);
        }
        return new Names(kept);
    }

    /** Folders that have classes. */
    private static void addFolders(Path archive, Set<String> folders) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .forEach(name -> folders.add(folder(name)));
        } catch (ZipException e) {
            // reported when it is converted
        }
    }

    private static String folder(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    @Override
    public String convert(String name) {
        if (kept.isEmpty()) {
            return TOMCAT.convert(name);
        }
        Matcher matcher = TOMCAT.getPattern().matcher(name);
        StringBuilder converted = null;
        while (matcher.find()) {
            // The group is the rest of the name: "/mail" or ".mail".
            String rest = matcher.group(1).substring(1).replace('.', '/');
            if (!kept.contains(rest)) {
                converted = converted == null ? new StringBuilder() : converted;
                matcher.appendReplacement(converted, Matcher.quoteReplacement(getTarget() + matcher.group(1)));
            }
        }
        // Callers compare identities to see whether anything has changed.
        return converted == null ? name : matcher.appendTail(converted).toString();
    }

    @Override
    public String getSource() {
        return TOMCAT.getSource();
    }

    @Override
    public String getTarget() {
        return TOMCAT.getTarget();
    }

    @Override
    public Pattern getPattern() {
        return TOMCAT.getPattern();
    }
}
