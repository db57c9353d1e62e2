package org.junicorn.container.war;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * The SHA-256 of a WAR's content, remembered by the file's stamp, so that the same file is not read again at each start
 * and reload.
 */
final class WarDigest {
    private final Path memory;

    /** @param memory a folder; holds one small file per WAR's path */
    WarDigest(Path memory) {
        this.memory = memory;
    }

    /** Changes whenever the file is written or replaced; a copy that keeps its time still has its own inode. */
    static String stamp(Path war) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(war, BasicFileAttributes.class);
        return attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " "
                + attributes.fileKey();
    }

    /** @throws InvalidAppException if the file changes while it is read */
    String of(Path war) throws InvalidAppException, IOException {
        String stamp = stamp(war);
        Path note = memory.resolve(sha256(war.toString()) + ".stamp");
        String known = read(note);
        if (known.startsWith(stamp + "\n")) {
            return known.substring(stamp.length() + 1).trim();
        }
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(war)) {
            byte[] buffer = new byte[128 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        unchanged(war, stamp);
        String hex = HexFormat.of().formatHex(digest.digest());
        Path temp = Files.createTempFile(memory, ".stamp", ".tmp");
        Files.writeString(temp, stamp + "\n" + hex + "\n");
        Files.move(temp, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return hex;
    }

    static void unchanged(Path war, String stamp) throws InvalidAppException, IOException {
        if (!stamp(war).equals(stamp)) {
            throw new InvalidAppException(war
                    + ": the file changed while it was read; wait until it is copied, or rename a whole copy over it");
        }
    }

    private static String read(Path note) throws IOException {
        try {
            return Files.readString(note);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
