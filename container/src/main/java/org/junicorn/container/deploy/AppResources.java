package org.junicorn.container.deploy;

import io.undertow.server.handlers.resource.Resource;
import io.undertow.server.handlers.resource.ResourceChangeListener;
import io.undertow.server.handlers.resource.ResourceManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of an application as one tree: its own folder first, then the {@code META-INF/resources} of its libraries
 * (Servlet 6.1, 4.6). A folder that exists in several of them is listed as one.
 *
 * <p>A path that leads through a symbolic link is not found, wherever the link points (Tomcat: {@code
 * allowLinking="false"}): so that neither a file outside of the application nor another name for WEB-INF can be served.
 *
 * <p>Nothing is cached, since applications write into their folder. May be called on any thread.
 */
final class AppResources implements ResourceManager {
    private final List<Root> roots;
    private final boolean links;

    /**
     * A folder of files that are part of the application.
     *
     * @param folder its files have the application's paths; it exists
     * @param link the one symbolic link in it that is followed, or the folder itself
     * @param target what the link stands for
     */
    record Root(Path folder, Path link, Path target) {
        static Root of(Path folder) {
            return new Root(folder, folder, folder);
        }

        Root real() throws IOException {
            Path real = folder.toRealPath();
            return new Root(real, real.resolve(folder.relativize(link)), target.toRealPath());
        }

        /** Whether a file lies where its path says. */
        boolean holds(Path file) throws IOException {
            return file.toRealPath().equals(file.startsWith(link) ? target.resolve(link.relativize(file)) : file);
        }
    }

    /**
     * @param roots in search order
     * @param links whether paths that lead through a symbolic link are found (Tomcat: {@code allowLinking})
     */
    AppResources(List<Root> roots, boolean links) throws IOException {
        List<Root> real = new ArrayList<>();
        for (Root root : roots) {
            real.add(root.real());
        }
        this.roots = List.copyOf(real);
        this.links = links;
    }

    /** Looks a path up that begins with a slash, or none, and is relative to the application. */
    Optional<AppFile> find(String path) {
        for (Root root : roots) {
            Optional<AppFile> found = find(root, path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<AppFile> find(Root root, String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        try {
            Path file = root.folder().resolve(path.substring(start)).normalize();
            if (!file.startsWith(root.folder())) {
                return Optional.empty();
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!links && !root.holds(file)) {
                return Optional.empty();
            }
            return Optional.of(new AppFile(this, root.folder(), file, attributes));
        } catch (IOException | InvalidPathException e) {
            // Not there, not readable, or a name that no file can have: all the same to who asks.
            return Optional.empty();
        }
    }

    /** What lies directly in the folder, by name; of equal names the one of the first root. */
    List<Resource> list(String folder) {
        Map<String, Resource> merged = new LinkedHashMap<>();
        for (Root root : roots) {
            Optional<AppFile> found = find(root, folder);
            if (found.isEmpty() || !found.get().isDirectory()) {
                continue;
            }
            try (Stream<Path> children = Files.list(found.get().getFilePath())) {
                children.sorted()
                        .map(child -> find(root, root.folder().relativize(child).toString()))
                        .flatMap(Optional::stream)
                        .forEach(child -> merged.putIfAbsent(child.getName(), child));
            } catch (NoSuchFileException e) {
                // Deleted since it was found.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return List.copyOf(merged.values());
    }

    @Override
    public Resource getResource(String path) {
        return find(path).orElse(null);
    }

    @Override
    public boolean isResourceChangeListenerSupported() {
        return false;
    }

    @Override
    public void registerResourceChangeListener(ResourceChangeListener listener) {
        throw new UnsupportedOperationException("the application's files are not watched");
    }

    @Override
    public void removeResourceChangeListener(ResourceChangeListener listener) {
        throw new UnsupportedOperationException("the application's files are not watched");
    }

    /** Nothing to close: files are opened when they are sent. */
    @Override
    public void close() {}
}
