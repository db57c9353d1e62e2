package org.junicorn.container.war;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * Keeps a {@link WebAppModel} in a file: magic number, version, length, checksum, then the model as {@link ModelWriter}
 * lays it out. Java's object serialization would do the same with no code, but reading it means to look up every
 * record's constructor through method handles, in each worker, at each boot; and a reader that can only make our own
 * records needs no filter.
 *
 * <p>Stateless; may be called on any thread.
 */
public final class ModelStore {
    /**
     * Of the file's layout and of what is extracted beside it. Raise it with every change of the model, of {@link
     * ModelWriter}, of what scanning finds, or of the JSP engine, whose compiled pages are kept there: entries of other versions are then never reused.
     */
    static final int VERSION = 6;

    private static final int MAGIC = 0x4A554E57;
    private static final int MAX_LENGTH = 256 << 20;

    private ModelStore() {}

    /**
     * Writes the model, so that a reader sees the old file or the new one, never half of it.
     *
     * @throws IOException if the file cannot be written; the old one is then unchanged
     */
    public static void write(WebAppModel model, Path file) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream(16 << 10);
        new ModelWriter(new DataOutputStream(payload)).model(model);
        byte[] bytes = payload.toByteArray();
        Path target = file.toAbsolutePath();
        Path temp = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(temp))) {
                out.writeInt(MAGIC);
                out.writeInt(VERSION);
                out.writeInt(bytes.length);
                out.writeLong(checksum(bytes));
                out.write(bytes);
            }
            Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IOException if the file is missing, of another version, or damaged; the message says which, for the user
     */
    public static WebAppModel read(Path file) throws IOException {
        byte[] bytes;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC) {
                throw damaged(file, "it does not begin as one");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("the application model " + file + " has version " + version + ", this program"
                        + " reads version " + VERSION + "; prepare the application again");
            }
            int length = in.readInt();
            long checksum = in.readLong();
            if (length < 0 || length > MAX_LENGTH) {
                throw damaged(file, "its length is " + length);
            }
            bytes = in.readNBytes(length);
            if (bytes.length != length) {
                throw damaged(file, "it ends after " + bytes.length + " of " + length + " bytes");
            }
            if (checksum(bytes) != checksum) {
                throw damaged(file, "its checksum does not match");
            }
        } catch (NoSuchFileException e) {
            throw new IOException("the application model " + file + " is missing; prepare the application again", e);
        } catch (EOFException e) {
            throw damaged(file, "it ends within its head");
        }
        try {
            return new ModelReader(new DataInputStream(new ByteArrayInputStream(bytes))).model();
        } catch (IOException | RuntimeException e) {
            throw new IOException(damaged(file, "its content does not fit").getMessage(), e);
        }
    }

    private static IOException damaged(Path file, String how) {
        return new IOException(
                "the application model " + file + " is damaged: " + how + "; prepare the application again");
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
