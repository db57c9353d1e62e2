package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A jar. Opened as a plain zip file: signatures and variants for newer JDKs do not matter when scanning. */
final class JarEntries implements ClassPathEntry {
    private final Path path;
    private final String label;
    private final ZipFile zip;

    JarEntries(Path path, String label) throws IOException {
        this.path = path;
        this.label = label;
        this.zip = new ZipFile(path.toFile());
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return entry == null || entry.isDirectory() ? Optional.empty() : Optional.of(bytes(entry));
    }

    @Override
    public void eachClass(ClassVisitor visitor) throws IOException {
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (ClassPathEntry.isClass(entry.getName())) {
                visitor.visit(entry.getName(), bytes(entry));
            }
        }
    }

    @Override
    public void eachFile(String folder, FileVisitor visitor) throws IOException, InvalidAppException {
        String prefix = folder + "/";
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            if (!entry.isDirectory() && name.startsWith(prefix)) {
                visitor.visit(
                        name.substring(prefix.length()), entry.getLastModifiedTime(), () -> zip.getInputStream(entry));
            }
        }
    }

    private byte[] bytes(ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
