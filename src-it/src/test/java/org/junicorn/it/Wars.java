package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Where the sample applications are, and variations of them. */
final class Wars {
    private Wars() {}

    static Path probe() {
        return sample("probe").resolve("probe.war");
    }

    static Path hello() {
        return sample("hello").resolve("hello.war");
    }

    static Path session() {
        return sample("session").resolve("session.war");
    }

    /** Returns the build folder of a sample. */
    static Path sample(String name) {
        return Path.of(System.getProperty("it.samples"), name, "target")
                .toAbsolutePath()
                .normalize();
    }

    /** Returns a WAR that other people published. */
    static Path published(String artifact) {
        return Path.of(System.getProperty("it.public.wars"), artifact + ".war");
    }

    /** Puts a probe at {@code target}, in one step, whose {@code /version} answers the given text. */
    static Path probeVersion(Path target, String version) {
        return probeWith(target, Map.of("version.txt", version));
    }

    /** Puts a probe at {@code target}, in one step, that starts as told, see the sample's {@code StartMode}. */
    static Path probeThatStarts(Path target, String mode) {
        return probeWith(target, Map.of("WEB-INF/probe-start", mode));
    }

    /** Puts a probe at {@code target}, in one step, with some entries replaced or added. */
    static Path probeWith(Path target, Map<String, String> changes) {
        return changed(probe(), target, changes);
    }

    /** Puts a copy of a WAR at {@code target}, in one step, with some entries replaced or added. */
    static Path changed(Path war, Path target, Map<String, String> changes) {
        return changed(
                war, target, entries -> changes.forEach((name, text) -> entries.put(name, text.getBytes(UTF_8))));
    }

    /** Puts a copy of a WAR at {@code target}, in one step, whose entries have been changed. */
    static Path changed(Path war, Path target, Consumer<Map<String, byte[]>> change) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        change.accept(entries);
        return of(target, entries);
    }

    /** Puts a zip file with exactly these entries at {@code target}, in one step. */
    static Path of(Path target, Map<String, byte[]> entries) {
        Path next = target.resolveSibling(target.getFileName() + ".next");
        try {
            try (OutputStream out = Files.newOutputStream(next);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue());
                    zip.closeEntry();
                }
            }
            return Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates an empty file, for which a sample waits. */
    static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Unpacks a WAR into a folder. */
    static Path unpacked(Path war, Path folder) {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
                Path file = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip.getInputStream(entry), file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
