package org.junicorn.launcher.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.container.deploy.Precompiler;
import org.junicorn.container.war.AppSource;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.Preparer.Prepared;

/**
 * The pages of a prepared application, compiled. A WAR's are compiled once: a file in its entry says that they were. Those
 * of a folder may have changed, whatever they include too, and are compiled each time.
 *
 * @param earlierApi of an application that was converted from javax
 */
record CompiledPages(AppSource source, Prepared prepared, Optional<Path> earlierApi) {
    private static final String DONE = "jsps-compiled";

    /**
     * Compiles them unless they are.
     *
     * @return how many were compiled
     * @throws InvalidAppException if one does not compile
     */
    int make() throws InvalidAppException, IOException, InterruptedException {
        Path done = prepared.directory().resolve(DONE);
        boolean remembered = source instanceof AppSource.WarFile;
        if (remembered && Files.exists(done)) {
            return 0;
        }
        Path folder = Files.createTempDirectory("jsps");
        try {
            int pages = new Precompiler(prepared.model().resolved(), earlierApi)
                    .compile(folder, Runtime.getRuntime().availableProcessors());
            if (remembered) {
                Files.createFile(done);
            }
            return pages;
        } catch (InvalidAppException e) {
            throw new InvalidAppException(name() + ": " + e.getMessage(), e);
        } finally {
            remove(folder);
        }
    }

    private String name() {
        if (source instanceof AppSource.WarFile war) {
            return war.file().toString();
        }
        return source instanceof AppSource.Directory directory
                ? directory.directory().toString()
                : source.toString();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : inside) {
                Files.delete(file);
            }
        }
    }
}
