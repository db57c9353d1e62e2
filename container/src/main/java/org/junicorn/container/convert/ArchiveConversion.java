package org.junicorn.container.convert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Converts a jar: its classes, texts and manifest, the names of its entries, and the archives in it. One that has
 * nothing to convert stays as it is, with its signature. Safe for all threads; at most one entry at a time is in memory.
 */
final class ArchiveConversion {
    private static final Pattern SIGNATURE = Pattern.compile("(?i)META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    private static final Pattern ARCHIVE = Pattern.compile("(?i).+\\.(jar|war|ear|zip)");
    private static final int DEEPEST = 3;

    private final Names names;
    private final ContentConversion contents;
    private final Consumer<String> warnings;
    private final Path scratch;

    /** @param scratch a folder for nested archives, on the same file system as the archives to convert */
    ArchiveConversion(Names names, Path scratch, Consumer<String> warnings) {
        this.names = names;
        this.contents = new ContentConversion(names, warnings);
        this.warnings = warnings;
        this.scratch = scratch;
    }

    static boolean isArchive(String name) {
        return ARCHIVE.matcher(name).matches();
    }

    /**
     * @param label names the archive in warnings
     * @return true if the archive was replaced by a converted one
     */
    boolean convert(Path archive, String label) throws IOException {
        return convert(archive, label, 1);
    }

    private boolean convert(Path archive, String label, int depth) throws IOException {
        Path copy = Files.createTempFile(scratch, "archive", ".tmp");
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            if (!affected(zip, label, depth)) {
                return false;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
                out.setLevel(Deflater.BEST_SPEED); // it is only ever read on this machine
                write(zip, label, out, depth);
            }
            FileTime time = Files.getLastModifiedTime(archive);
            Files.move(copy, archive, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(archive, time);
            return true;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** Looks as far as the first entry that changes. */
    private boolean affected(ZipFile zip, String label, int depth) throws IOException {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (!names.convert(entry.getName()).equals(entry.getName())) {
                return true;
            }
            String inner = label + "!/" + entry.getName();
            if (isNested(entry, depth)) {
                Path unpacked = Files.createTempFile(scratch, "nested", ".tmp");
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
                    if (convertNested(unpacked, inner, depth)) {
                        return true;
                    }
                } finally {
                    Files.deleteIfExists(unpacked);
                }
            } else if (isCandidate(entry)) {
                byte[] content = read(zip, entry);
                // A manifest changes with the rest, or for its own sake; that its digests could go is no reason.
                if (content.length <= ContentConversion.LARGEST
                        && !entry.getName().equals("META-INF/MANIFEST.MF")
                        && contents.convert(entry.getName(), inner, content).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void write(ZipFile zip, String label, ZipOutputStream out, int depth) throws IOException {
        Set<String> written = new HashSet<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = names.convert(entry.getName());
            boolean replaced = !name.equals(entry.getName()) && zip.getEntry(name) != null && !entry.isDirectory();
            if (SIGNATURE.matcher(entry.getName()).matches() || replaced || !written.add(name)) {
                continue;
            }
            String inner = label + "!/" + entry.getName();
            if (isNested(entry, depth)) {
                Path unpacked = Files.createTempFile(scratch, "nested", ".tmp");
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
                    convertNested(unpacked, inner, depth);
                    put(out, entry, name, () -> Files.newInputStream(unpacked));
                } finally {
                    Files.deleteIfExists(unpacked);
                }
            } else if (isCandidate(entry)) {
                byte[] start = read(zip, entry);
                if (start.length > ContentConversion.LARGEST) {
                    warnings.accept(inner + " is larger than " + (ContentConversion.LARGEST >> 20)
                            + " MB; it was not converted");
                    put(out, entry, name, () -> zip.getInputStream(entry));
                } else {
                    byte[] content =
                            contents.convert(entry.getName(), inner, start).orElse(start);
                    put(out, entry, name, () -> new ByteArrayInputStream(content));
                }
            } else {
                put(out, entry, name, () -> zip.getInputStream(entry));
            }
        }
    }

    private static boolean isNested(ZipEntry entry, int depth) {
        return !entry.isDirectory() && depth < DEEPEST && isArchive(entry.getName());
    }

    private boolean isCandidate(ZipEntry entry) {
        return !entry.isDirectory() && contents.accepts(entry.getName());
    }

    private boolean convertNested(Path unpacked, String label, int depth) {
        try {
            return convert(unpacked, label, depth + 1);
        } catch (IOException | RuntimeException e) {
            warnings.accept(label + " is not a readable archive (" + e.getMessage() + "); it was not converted");
            return false;
        }
    }

    /** At most one byte more than can be converted. */
    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(ContentConversion.LARGEST + 1);
        }
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    /** Stored entries stay stored: nested jars are mapped that way by those who read them. */
    private static void put(ZipOutputStream out, ZipEntry from, String name, Source source) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (from.getTime() >= 0) {
            entry.setTime(from.getTime());
        }
        if (from.getMethod() == ZipEntry.STORED) {
            entry.setMethod(ZipEntry.STORED);
            CRC32 crc = new CRC32();
            long size = 0;
            byte[] buffer = new byte[64 << 10];
            try (InputStream in = source.open()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    crc.update(buffer, 0, n);
                    size += n;
                }
            }
            entry.setSize(size);
            entry.setCompressedSize(size);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        try (InputStream in = source.open()) {
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
