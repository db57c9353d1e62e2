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
    private final List<Path> roots;

    /** @param roots folders in search order; they exist */
    AppResources(List<Path> roots) throws IOException {
        List<Path> real = new ArrayList<>();
        for (Path root : roots) {
            real.add(root.toRealPath());
        }
        this.roots = List.copyOf(real);
    }

    /** Looks a path up that begins with a slash, or none, and is relative to the application. */
    Optional<AppFile> find(String path) {
        for (Path root : roots) {
            Optional<AppFile> found = find(root, path);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<AppFile> find(Path root, String path) {
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        try {
            Path file = root.resolve(path.substring(start)).normalize();
            if (!file.startsWith(root)) {
                return Optional.empty();
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!file.toRealPath().equals(file)) {
                return Optional.empty();
            }
            return Optional.of(new AppFile(this, root, file, attributes));
        } catch (IOException | InvalidPathException e) {
            // Not there, not readable, or a name that no file can have: all the same to who asks.
            return Optional.empty();
        }
    }

    /** What lies directly in the folder, by name; of equal names the one of the first root. */
    List<Resource> list(String folder) {
        Map<String, Resource> merged = new LinkedHashMap<>();
        for (Path root : roots) {
            Optional<AppFile> found = find(root, folder);
            if (found.isEmpty() || !found.get().isDirectory()) {
                continue;
            }
            try (Stream<Path> children = Files.list(found.get().getFilePath())) {
                children.sorted()
                        .map(child -> find(root, root.relativize(child).toString()))
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
