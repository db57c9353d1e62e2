package org.junicorn.launcher.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.war.AppSource;

/**
 * A folder of applications, read as Tomcat reads its {@code appBase} (Tomcat: "Automatic Application Deployment"). Only
 * names are looked at.
 *
 * @param apps sorted by their paths
 * @param remarks what lies there and is not served, a sentence each
 */
record WebappsFolder(List<ServedApp> apps, List<String> remarks) {
    private static final Set<String> PARTS_OF_AN_APPLICATION = Set.of("META-INF", "WEB-INF");

    private record Entry(Path path, String contextPath, String version, boolean war) {
        String name() {
            return path.getFileName().toString();
        }
    }

    WebappsFolder {
        apps = List.copyOf(apps);
        remarks = List.copyOf(remarks);
    }

    /** Files and folders whose names begin with a dot are left alone. */
    static WebappsFolder read(Path folder) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                String name = path.getFileName().toString();
                boolean war = name.toLowerCase(Locale.ROOT).endsWith(".war") && Files.isRegularFile(path);
                boolean application = war
                        || Files.isDirectory(path) && !PARTS_OF_AN_APPLICATION.contains(name.toUpperCase(Locale.ROOT));
                if (application && !name.startsWith(".")) {
                    entries.add(entry(path, name, war));
                }
            }
        }
        // The one to be served first: the highest version, and of a WAR and the folder that Tomcat unpacked it to, the
        // WAR.
        entries.sort(Comparator.comparing(Entry::contextPath)
                .thenComparing(Entry::version, Comparator.reverseOrder())
                .thenComparing(Entry::war, Comparator.reverseOrder()));
        Map<String, Entry> served = new LinkedHashMap<>();
        List<String> remarks = new ArrayList<>();
        for (Entry entry : entries) {
            Entry before = served.putIfAbsent(entry.contextPath(), entry);
            if (before != null) {
                remarks.add(entry.name() + " is not served: "
                        + (before.version().equals(entry.version())
                                ? before.name() + " is the same application"
                                : before.name() + " is a higher version of it"));
            }
        }
        return new WebappsFolder(
                served.values().stream()
                        .map(entry ->
                                new ServedApp(entry.contextPath(), entry.path().toString()))
                        .toList(),
                remarks);
    }

    private static Entry entry(Path path, String name, boolean war) {
        String base = war ? name.substring(0, name.length() - ".war".length()) : name;
        int version = base.indexOf("##");
        AppSource source = war ? new AppSource.WarFile(path) : new AppSource.Directory(path);
        return new Entry(path, source.contextPath(), version < 0 ? "" : base.substring(version + 2), war);
    }
}
