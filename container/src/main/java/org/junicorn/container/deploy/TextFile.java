package org.junicorn.container.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junicorn.container.deploy.FileOptions.Bom;

/** A text file's characters, by its byte order mark or the encoding that is configured. */
final class TextFile {
    private static final int LONGEST_MARK = 4;

    /** UTF-32LE begins like UTF-16LE. */
    private static final List<Mark> MARKS = List.of(
            new Mark(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
            new Mark(Charset.forName("UTF-32BE"), 0, 0, 0xfe, 0xff),
            new Mark(Charset.forName("UTF-32LE"), 0xff, 0xfe, 0, 0),
            new Mark(StandardCharsets.UTF_16BE, 0xfe, 0xff),
            new Mark(StandardCharsets.UTF_16LE, 0xff, 0xfe));

    private record Mark(Charset charset, int... bytes) {
        boolean begins(byte[] head, int length) {
            if (length < bytes.length) {
                return false;
            }
            for (int i = 0; i < bytes.length; i++) {
                if ((head[i] & 0xff) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    private final InputStream bytes;
    private final Charset charset;

    private TextFile(InputStream bytes, Charset charset) {
        this.bytes = bytes;
        this.charset = charset;
    }

    /** The caller closes what it takes from it. */
    static TextFile open(AppFile file, FileOptions options) throws IOException {
        PushbackInputStream in = new PushbackInputStream(Files.newInputStream(file.getFilePath()), LONGEST_MARK);
        byte[] head = new byte[LONGEST_MARK];
        int length = in.readNBytes(head, 0, LONGEST_MARK);
        int stripped = 0;
        Charset charset = options.encoding();
        for (Mark mark : MARKS) {
            if (options.bom() != Bom.KEPT && mark.begins(head, length)) {
                stripped = mark.bytes().length;
                charset = options.bom() == Bom.USED ? mark.charset() : charset;
                break;
            }
        }
        in.unread(head, stripped, length - stripped);
        return new TextFile(in, charset);
    }

    InputStream bytes() {
        return bytes;
    }

    Reader characters() {
        return new InputStreamReader(bytes, charset);
    }
}
