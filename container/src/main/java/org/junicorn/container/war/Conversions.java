package org.junicorn.container.war;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junicorn.container.convert.AppConversion;

/** Decides which application is converted from {@code javax} to {@code jakarta}, and has it done. */
final class Conversions {
    private final JakartaConverter mode;

    Conversions(JakartaConverter mode) {
        this.mode = mode;
    }

    /** What the key of an entry has to hold beside the digest of its WAR. */
    String key() {
        return mode == JakartaConverter.ON ? " converted" : "";
    }

    /** Whether the entry was made when conversion was allowed, and it is not any more. */
    boolean forbids(Path entry) throws IOException {
        return mode == JakartaConverter.OFF && Conversion.read(entry).isPresent();
    }

    /** The state of all files. */
    static String files(Path app) throws IOException {
        StringBuilder stamps = new StringBuilder();
        try (Stream<Path> files = Files.walk(app, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                stamps.append(app.relativize(file))
                        .append(' ')
                        .append(WarDigest.stamp(file))
                        .append('\n');
            }
        }
        return stamps.toString();
    }

    /** @return what says that the application must be converted; empty if it is to be taken as it is */
    Optional<String> evidence(Path source, Path app) throws InvalidAppException, IOException {
        NamespaceSearch.Finding finding = NamespaceSearch.in(app);
        if (finding.javax() && mode == JakartaConverter.OFF) {
            throw new InvalidAppException(source + ": it is an application for javax.servlet (Java EE 8 or older), as "
                    + finding.evidence() + " shows, and jakarta_converter = off;"
                    + " set it to auto, or build the application for jakarta.servlet");
        }
        if (mode == JakartaConverter.ON) {
            return Optional.of(finding.javax() ? finding.evidence() : "jakarta_converter = on");
        }
        return finding.javax() ? Optional.of(finding.evidence()) : Optional.empty();
    }

    /**
     * @param shared the class path of the shared libraries
     * @param folder takes the note that it was done
     */
    void run(Path app, List<Path> shared, String evidence, Path folder) throws IOException {
        long begun = System.nanoTime();
        Path scratch = Files.createDirectory(folder.resolve("converting"));
        AppConversion.Result result = new AppConversion(app, shared).convert(scratch);
        Files.delete(scratch);
        Duration took = Duration.ofMillis((System.nanoTime() - begun) / 1_000_000);
        new Conversion(evidence, result.archives(), result.files(), took, result.warnings()).write(folder);
    }

    /** What the operator has written for the application as it was. */
    static OperatorFiles converted(OperatorFiles files, Path app) throws IOException {
        AppConversion conversion = new AppConversion(app, List.of());
        return new OperatorFiles(
                converted(files.contextXml(), conversion), converted(files.defaultWebXml(), conversion));
    }

    private static Optional<ContextFile> converted(Optional<ContextFile> file, AppConversion conversion)
            throws IOException {
        if (file.isEmpty()) {
            return file;
        }
        return Optional.of(
                new ContextFile(file.get().name(), conversion.text(file.get().content())));
    }
}
