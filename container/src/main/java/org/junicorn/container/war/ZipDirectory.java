package org.junicorn.container.war;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The central directory of a zip file: what {@code java.util.zip} does not tell, namely which entries are symbolic links
 * or encrypted, and every entry, even if two have the same name (PKWARE APPNOTE 6.3.10, 4.3 and 4.4).
 */
final class ZipDirectory {
    /** One entry; {@code name} as written in the archive. */
    record Entry(String name, boolean symbolicLink, boolean encrypted) {
        boolean folder() {
            return name.endsWith("/");
        }
    }

    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final int MAX_DIRECTORY = 256 << 20;
    private static final int UNIX = 3;
    private static final int TYPE_OF_MODE = 0170000;
    private static final int SYMBOLIC_LINK = 0120000;

    private ZipDirectory() {}

    /** @throws InvalidAppException if the file is not a zip file, or not a whole one */
    static List<Entry> read(Path file) throws InvalidAppException, IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size == 0) {
                throw new InvalidAppException(file + ": the file is empty; expected a WAR (a zip file)");
            }
            long endAt = end(channel, size);
            if (endAt < 0) {
                throw noEnd(file, channel, size);
            }
            ByteBuffer end = bytes(channel, endAt, END_LENGTH);
            long length = Integer.toUnsignedLong(end.getInt(12));
            long directoryEnd = endAt;
            if (length == 0xFFFFFFFFL || Short.toUnsignedInt(end.getShort(10)) == 0xFFFF) {
                ByteBuffer locator = endAt < 20 ? null : bytes(channel, endAt - 20, 20);
                if (locator != null && locator.getInt(0) == END_64_LOCATOR) {
                    // Its offset ignores what may stand before the archive; the record ends where the locator begins.
                    directoryEnd = endAt - 20 - 56;
                    ByteBuffer end64 = bytes(channel, Math.max(0, directoryEnd), 56);
                    if (end64.getInt(0) != END_64) {
                        throw damaged(file);
                    }
                    length = end64.getLong(40);
                }
            }
            if (length < 0 || length > directoryEnd || length > MAX_DIRECTORY) {
                throw damaged(file);
            }
            return entries(file, bytes(channel, directoryEnd - length, (int) length));
        } catch (EOFException e) {
            throw damaged(file);
        }
    }

    private static List<Entry> entries(Path file, ByteBuffer directory) throws InvalidAppException {
        List<Entry> entries = new ArrayList<>();
        int at = 0;
        while (at < directory.limit()) {
            if (at + 46 > directory.limit() || directory.getInt(at) != ENTRY) {
                throw damaged(file);
            }
            int madeOn = directory.get(at + 5) & 0xFF;
            int flags = directory.getShort(at + 8);
            int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
            int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
            int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
            int mode = directory.getInt(at + 38) >>> 16;
            if (at + 46 + nameLength > directory.limit()) {
                throw damaged(file);
            }
            byte[] name = new byte[nameLength];
            directory.get(at + 46, name);
            entries.add(new Entry(
                    new String(name, StandardCharsets.UTF_8),
                    madeOn == UNIX && (mode & TYPE_OF_MODE) == SYMBOLIC_LINK,
                    (flags & 1) != 0));
            at += 46 + nameLength + extraLength + commentLength;
        }
        return entries;
    }

    /** Where the end record begins: searched backwards, since a comment may follow it; -1 if there is none. */
    private static long end(FileChannel channel, long size) throws IOException {
        int length = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
        ByteBuffer tail = bytes(channel, size - length, length);
        for (int at = length - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_LENGTH + Short.toUnsignedInt(tail.getShort(at + 20)) == length) {
                return size - length + at;
            }
        }
        return -1;
    }

    private static InvalidAppException noEnd(Path file, FileChannel channel, long size) throws IOException {
        ByteBuffer head = bytes(channel, 0, (int) Math.min(4, size));
        if (size >= 4 && head.getInt(0) == 0x04034b50) {
            return new InvalidAppException(file + ": the zip file is cut short after " + size
                    + " bytes (its directory at the end is missing); perhaps it is still being copied");
        }
        return new InvalidAppException(file + ": not a zip file; expected a WAR");
    }

    private static InvalidAppException damaged(Path file) {
        return new InvalidAppException(
                file + ": the zip file is damaged (its directory does not fit the file); build or" + " copy it again");
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }
}
