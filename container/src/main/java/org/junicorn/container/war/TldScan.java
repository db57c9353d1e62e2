package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junicorn.container.war.JspModel.TldModel;

/**
 * Finds the tag libraries of an application in the order of Jakarta Pages 4.0, 7.3.4: those that web.xml maps, those
 * below WEB-INF, those of WEB-INF/classes and of the jars. Of each only the URI and the listeners are read; the rest is
 * for the JSP engine, if a page ever uses it. Used once.
 */
final class TldScan {
    /** What {@link AppScanner} hands on; paths of {@code tlds} are where the application lay when it was scanned. */
    record Found(boolean pages, List<TldModel> tlds, List<String> listeners) {
        static final Found NOTHING = new Found(false, List.of(), List.of());

        Found {
            tlds = List.copyOf(tlds);
            listeners = List.copyOf(listeners);
        }
    }

    private static final String EXTENSION = ".tld";
    private static final String META_INF = "META-INF";

    private final Path app;
    private final List<String> warnings;
    private final Map<String, TldModel> byUri = new LinkedHashMap<>();
    private final Set<String> read = new LinkedHashSet<>();
    private final Set<String> listeners = new LinkedHashSet<>();
    private boolean pages;

    TldScan(Path app, List<String> warnings) {
        this.app = app;
        this.warnings = warnings;
    }

    /**
     * @param taglibs URIs and locations of the merged descriptor
     * @param resourceRoots where the resources of the jars were extracted to
     * @param classPath WEB-INF/classes and the jars, opened
     * @throws InvalidAppException if a descriptor below WEB-INF is not valid; one in a jar only loses its library
     */
    Found scan(Map<String, String> taglibs, List<Path> resourceRoots, List<ClassPathEntry> classPath)
            throws InvalidAppException, IOException {
        List<Path> roots = new ArrayList<>();
        roots.add(app);
        roots.addAll(resourceRoots);
        for (Map.Entry<String, String> taglib : taglibs.entrySet()) {
            mapped(taglib.getKey(), taglib.getValue(), roots, classPath);
        }
        for (Path root : roots) {
            files(root);
        }
        for (ClassPathEntry entry : classPath) {
            entry(entry);
        }
        return new Found(pages, List.copyOf(byUri.values()), List.copyOf(listeners));
    }

    /** A location is relative to WEB-INF unless it begins with a slash; a jar stands for its META-INF/taglib.tld. */
    private void mapped(String uri, String location, List<Path> roots, List<ClassPathEntry> classPath)
            throws InvalidAppException, IOException {
        String path = location.startsWith("/") ? location : "/WEB-INF/" + location;
        for (Path root : roots) {
            Path file = root.resolve(path.substring(1)).normalize();
            if (!file.startsWith(root) || !Files.isRegularFile(file)) {
                continue;
            }
            if (!path.endsWith(".jar")) {
                byUri.put(uri, new TldModel(uri, file.toString(), path, ""));
                describe(path, Files.readAllBytes(file));
                return;
            }
            for (ClassPathEntry jar : classPath) {
                Optional<byte[]> content =
                        jar.path().equals(file) ? jar.read(META_INF + "/taglib.tld") : Optional.empty();
                if (content.isPresent()) {
                    byUri.put(uri, new TldModel(uri, file.toString(), path, META_INF + "/taglib.tld"));
                    describe(path + "!/" + META_INF + "/taglib.tld", content.get());
                    return;
                }
            }
        }
        warnings.add("WEB-INF/web.xml: the tag library \"" + uri + "\" is not at " + path
                + "; pages that use it will not compile");
    }

    /** Descriptors below WEB-INF, and whether there are pages at all. */
    private void files(Path root) throws InvalidAppException, IOException {
        Path lib = root.resolve("WEB-INF/lib");
        Path classes = root.resolve("WEB-INF/classes");
        Map<String, Path> tlds = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(lib) || folder.equals(classes)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = "/" + root.relativize(file).toString().replace('\\', '/');
                pages |= isJsp(path);
                // Of WEB-INF/tags only implicit.tld counts (Jakarta Pages 4.0, 7.3.1).
                if (path.startsWith("/WEB-INF/")
                        && path.endsWith(EXTENSION)
                        && (!path.startsWith("/WEB-INF/tags/") || path.endsWith("/implicit.tld"))) {
                    tlds.put(path, file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // it cannot be served either
            }
        });
        for (Map.Entry<String, Path> tld : tlds.entrySet()) {
            String path = tld.getKey();
            add(describe(path, Files.readAllBytes(tld.getValue())), tld.getValue(), path, "");
        }
    }

    private static boolean isJsp(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jsp") || lower.endsWith(".jspx");
    }

    private void entry(ClassPathEntry entry) throws InvalidAppException, IOException {
        String path = entry.path().startsWith(app)
                ? "/" + app.relativize(entry.path()).toString().replace('\\', '/')
                : "";
        boolean jar = Files.isRegularFile(entry.path());
        Map<String, byte[]> tlds = new TreeMap<>();
        entry.eachFile(META_INF, (name, time, content) -> {
            if (name.endsWith(EXTENSION)) {
                try (InputStream in = content.open()) {
                    tlds.put(META_INF + "/" + name, in.readAllBytes());
                }
            }
        });
        for (Map.Entry<String, byte[]> tld : tlds.entrySet()) {
            String name = tld.getKey();
            String uri;
            try {
                uri = describe(entry.label() + (jar ? "!/" : "/") + name, tld.getValue());
            } catch (InvalidAppException e) {
                warnings.add(e.getMessage() + "; pages cannot use this tag library");
                continue;
            }
            if (jar) {
                add(uri, entry.path(), path, name);
            } else {
                add(uri, entry.path().resolve(name), path + "/" + name, "");
            }
        }
    }

    private void add(String uri, Path file, String path, String entry) {
        if (!uri.isEmpty()) {
            byUri.putIfAbsent(uri, new TldModel(uri, file.toString(), path, entry));
        }
    }

    /** @return the library's URI, "" if it has none */
    private String describe(String where, byte[] content) throws InvalidAppException {
        DescriptorXml xml = new DescriptorXml(where, content, warning -> {});
        String root = xml.root();
        if (!root.equals("taglib")) {
            throw xml.error("the root element is <" + root + ">; expected <taglib>");
        }
        boolean first = read.add(where);
        String[] uri = {""};
        xml.children(child -> {
            switch (child) {
                case "uri" -> uri[0] = xml.text();
                case "listener" ->
                    xml.children(inner -> {
                        if (!inner.equals("listener-class")) {
                            return xml.skip();
                        }
                        String name = xml.required();
                        if (first) {
                            listeners.add(name);
                        }
                        return true;
                    });
                default -> xml.skip();
            }
            return true;
        });
        return uri[0];
    }
}
