package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds single classes by name, in the order of the class path. A class that cannot be read counts as absent. */
final class ClassFinder {
    private final List<ClassPathEntry> entries;
    private final Map<String, Optional<ClassFile>> found = new HashMap<>();

    ClassFinder(List<ClassPathEntry> entries) {
        this.entries = entries;
    }

    Optional<ClassFile> find(String name) {
        return found.computeIfAbsent(name, this::read);
    }

    private Optional<ClassFile> read(String name) {
        String file = name.replace('.', '/') + ".class";
        for (ClassPathEntry entry : entries) {
            try {
                Optional<byte[]> bytes = entry.read(file);
                if (bytes.isPresent()) {
                    return Optional.of(new ClassFileReader(bytes.get()).read());
                }
            } catch (IOException | RuntimeException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A class of the JDK or of a specification's API, from the container's own class path. */
    static Optional<ClassFile> outside(String name) {
        String file = name.replace('.', '/') + ".class";
        ClassLoader own = ClassFinder.class.getClassLoader();
        try (InputStream in = own.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(new ClassFileReader(in.readAllBytes()).read());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
