package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Unpacks a WAR into a folder. Every name is checked before the first file is written; sizes and checksums are checked
 * while writing. Files keep the time of their entry, which the ETag of static files is made of (Tomcat:
 * {@code W/"length-mtime"}); their permissions are what the umask leaves.
 */
final class WarExploder {
    private final UnpackBudget.Limits limits;

    WarExploder(UnpackBudget.Limits limits) {
        this.limits = limits;
    }

    /**
     * @param target exists and is empty; after a failure it holds what was unpacked until then
     * @throws InvalidAppException if the archive is broken or hostile
     * @throws IOException if the file cannot be read, or the target cannot be written
     */
    void explode(Path war, Path target) throws InvalidAppException, IOException {
        List<ZipDirectory.Entry> directory = ZipDirectory.read(war);
        UnpackBudget budget = new UnpackBudget(war.toString(), Files.size(war), limits);
        budget.entries(directory.size());
        Map<String, ZipDirectory.Entry> entries = checked(war, directory);
        try (ZipFile zip = new ZipFile(war.toFile())) {
            Set<Path> made = new HashSet<>();
            made.add(target);
            for (Map.Entry<String, ZipDirectory.Entry> entry : entries.entrySet()) {
                Path file = target.resolve(entry.getKey());
                if (entry.getValue().folder()) {
                    createFolder(file, made);
                } else {
                    createFolder(file.getParent(), made);
                    unpack(war, zip, entry.getValue().name(), file, budget);
                }
            }
        } catch (ZipException e) {
            throw new InvalidAppException(
                    war + ": the zip file is damaged (" + e.getMessage() + "); build or copy it again", e);
        }
    }

    private static Map<String, ZipDirectory.Entry> checked(Path war, List<ZipDirectory.Entry> directory)
            throws InvalidAppException {
        Map<String, ZipDirectory.Entry> files = new LinkedHashMap<>();
        Set<String> folders = new HashSet<>();
        for (ZipDirectory.Entry entry : directory) {
            Optional<String> objection = EntryName.objection(entry.name());
            if (objection.isEmpty() && entry.symbolicLink()) {
                objection = Optional.of("is a symbolic link");
            }
            if (objection.isEmpty() && entry.encrypted()) {
                objection = Optional.of("is encrypted");
            }
            if (objection.isPresent()) {
                throw refused(war, entry.name(), objection.get());
            }
            String name = EntryName.normal(entry.name());
            if (name.isEmpty()) {
                continue;
            }
            ZipDirectory.Entry before = files.put(name, entry);
            if (before != null && !(before.folder() && entry.folder())) {
                throw refused(
                        war,
                        entry.name(),
                        before.folder() == entry.folder() ? "occurs twice" : "is both a file and a folder");
            }
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                folders.add(name.substring(0, slash));
            }
        }
        for (String folder : folders) {
            ZipDirectory.Entry entry = files.get(folder);
            if (entry != null && !entry.folder()) {
                throw refused(war, entry.name(), "is both a file and a folder");
            }
        }
        return files;
    }

    private static InvalidAppException refused(Path war, String entry, String objection) {
        return new InvalidAppException(war + ": the entry \"" + entry + "\" " + objection
                + "; nothing was unpacked, build the WAR without it");
    }

    private static void createFolder(Path folder, Set<Path> made) throws IOException {
        if (made.add(folder)) {
            Files.createDirectories(folder);
        }
    }

    private static void unpack(Path war, ZipFile zip, String name, Path file, UnpackBudget budget)
            throws InvalidAppException, IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ZipException("no data for \"" + name + "\"");
        }
        CRC32 crc = new CRC32();
        try (InputStream in = zip.getInputStream(entry)) {
            copy(in, file, name, budget, crc);
        } catch (ZipException e) {
            throw new InvalidAppException(
                    war + ": the entry \"" + name + "\" is damaged (" + e.getMessage() + "); build or copy it again",
                    e);
        }
        if (crc.getValue() != entry.getCrc()) {
            throw new InvalidAppException(war + ": the entry \"" + name
                    + "\" is damaged (its checksum does not match); build or copy it again");
        }
        if (entry.getTime() >= 0) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(entry.getTime()));
        }
    }

    /** Writes a new file, charging what comes out to the budget. */
    static void copy(InputStream in, Path file, String name, UnpackBudget budget, CRC32 crc)
            throws InvalidAppException, IOException {
        byte[] buffer = new byte[64 << 10];
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                budget.charge(name, n, size);
                crc.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
    }
}
