package org.junicorn.container.war;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds a jar, a WAR or an exploded folder for a test. */
final class Archive {
    static final long TIME = 1_700_000_000_000L;

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    Archive file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Archive file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    Archive folder(String name) {
        return file(name + "/", "");
    }

    /** Adds class files below a folder, "" or one that ends in a slash. */
    Archive classes(String folder, Map<String, byte[]> classes) {
        classes.forEach((name, bytes) -> file(folder + name.replace('.', '/') + ".class", bytes));
        return this;
    }

    Archive jar(String name, Archive jar) {
        return file("WEB-INF/lib/" + name, jar.bytes());
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    Path explode(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            boolean isFolder = file.getKey().endsWith("/");
            Files.createDirectories(isFolder ? target : target.getParent());
            if (!isFolder) {
                Files.write(target, file.getValue());
            }
        }
        return folder;
    }

    /** Replaces bytes by others of the same length, wherever they occur: makes what no library would write. */
    static byte[] patch(byte[] archive, String from, String to) {
        byte[] patched = new String(archive, StandardCharsets.ISO_8859_1)
                .replace(from, to)
                .getBytes(StandardCharsets.ISO_8859_1);
        if (patched.length != archive.length || java.util.Arrays.equals(patched, archive)) {
            throw new IllegalArgumentException("nothing of the same length to replace");
        }
        return patched;
    }

    /** Makes an entry a symbolic link, as zip does with -y: in the directory, by the file's mode. */
    static byte[] symlink(byte[] archive, String entry) {
        byte[] patched = archive.clone();
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        int directory = text.lastIndexOf("PK\1\2", text.lastIndexOf(entry));
        patched[directory + 5] = 3;
        patched[directory + 40] = (byte) 0xFF;
        patched[directory + 41] = (byte) 0xA1;
        return patched;
    }
}
