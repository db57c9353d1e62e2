package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Copies the META-INF/resources of the jars into folders, one per jar that has any (Servlet 6.1, 4.6). On disk they can
 * be listed, sent without copying, and found by {@code getRealPath}.
 */
final class JarResources {
    private static final String FOLDER = "META-INF/resources";

    private final Path target;
    private final UnpackBudget budget;
    private final List<String> warnings;

    JarResources(Path target, UnpackBudget budget, List<String> warnings) {
        this.target = target;
        this.budget = budget;
        this.warnings = warnings;
    }

    /** @return the folders, in the order of the jars */
    List<Path> extract(List<ClassPathEntry> jars) throws InvalidAppException, IOException {
        List<Path> roots = new ArrayList<>();
        for (ClassPathEntry jar : jars) {
            Path root = target.resolve(String.valueOf(jar.path().getFileName()));
            jar.eachFile(FOLDER, (name, time, content) -> {
                Optional<String> objection = EntryName.objection(name);
                if (objection.isPresent()) {
                    throw new InvalidAppException(jar.label() + ": the entry \"" + FOLDER + "/" + name + "\" "
                            + objection.get() + "; build the jar without it");
                }
                Path file = root.resolve(EntryName.normal(name));
                if (Files.exists(file)) {
                    warnings.add(jar.label() + ": " + FOLDER + "/" + name + " occurs twice; the first one counts");
                    return;
                }
                Files.createDirectories(file.getParent());
                try (InputStream in = content.open()) {
                    WarExploder.copy(in, file, jar.label() + "!/" + FOLDER + "/" + name, budget, new CRC32());
                }
                Files.setLastModifiedTime(file, time);
            });
            if (Files.isDirectory(root)) {
                roots.add(root);
            }
        }
        return roots;
    }
}
