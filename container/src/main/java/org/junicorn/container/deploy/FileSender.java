package org.junicorn.container.deploy;

import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.spec.HttpServletResponseImpl;
import io.undertow.servlet.spec.ServletOutputStreamImpl;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sends a file or parts of it as one response. */
final class FileSender {
    private static final int BUFFER_BYTES = 8 << 10;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AppFile file;
    private final FileOptions options;

    FileSender(HttpServletRequest request, HttpServletResponse response, AppFile file, FileOptions options) {
        this.request = request;
        this.response = response;
        this.file = file;
        this.options = options;
    }

    /** Text in another encoding: how long it is nobody knows. */
    void converted(Charset charset) throws IOException {
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException e) {
            characters();
            return;
        }
        try (Reader text = TextFile.open(file, options).characters()) {
            Writer writer = new OutputStreamWriter(out, charset);
            text.transferTo(writer);
            writer.flush();
        }
    }

    /** Text that is part of another one: a byte order mark has no business there. */
    void withoutMark() throws IOException {
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException e) {
            characters();
            return;
        }
        try (InputStream bytes = TextFile.open(file, options).bytes()) {
            bytes.transferTo(out);
        }
    }

    void whole() throws IOException {
        response.setContentLengthLong(file.length());
        if (!request.getMethod().equals("HEAD")) {
            send(0, file.length());
        }
    }

    /**
     * @param ranges at least one
     * @param type of the file; "" if unknown
     */
    void parts(List<ByteRange> ranges, String type) throws IOException {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        if (ranges.size() == 1) {
            ByteRange only = ranges.get(0);
            response.setHeader("Content-Range", contentRange(only));
            response.setContentLengthLong(only.length());
            send(only.first(), only.length());
            return;
        }
        String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong() | 1L << 63);
        response.setContentType("multipart/byteranges; boundary=" + boundary);
        ServletOutputStream out = response.getOutputStream();
        try (FileChannel channel = open()) {
            for (ByteRange range : ranges) {
                out.print("\r\n--" + boundary + "\r\n");
                if (!type.isEmpty()) {
                    out.print("Content-Type: " + type + "\r\n");
                }
                out.print("Content-Range: " + contentRange(range) + "\r\n\r\n");
                copy(channel, range.first(), range.length(), out);
            }
        }
        out.print("\r\n--" + boundary + "--");
    }

    private String contentRange(ByteRange range) {
        return "bytes " + range.first() + "-" + range.last() + "/" + file.length();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file.getFilePath(), StandardOpenOption.READ);
    }

    private void send(long first, long length) throws IOException {
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException e) {
            // Included by a page that writes characters.
            characters();
            return;
        }
        try (FileChannel channel = open()) {
            // From some length on the kernel's copy beats one gathering write of head and body (Tomcat: sendfileSize).
            if (options.sendfileBytes() >= 0 && length >= options.sendfileBytes() && kernelMaySend(out, length)) {
                if (channel.size() < first + length) {
                    throw new EOFException(file.getFilePath() + " was shortened while it was sent");
                }
                channel.position(first);
                ((ServletOutputStreamImpl) out).transferFrom(channel);
            } else {
                copy(channel, first, length, out);
            }
        }
    }

    /** Only if no filter replaced the stream or kept the length from the response, which limits the transfer. */
    private boolean kernelMaySend(ServletOutputStream out, long length) {
        ServletRequestContext context = ServletRequestContext.current();
        if (context == null || !(out instanceof ServletOutputStreamImpl)) {
            return false;
        }
        HttpServletResponseImpl original = context.getOriginalResponse();
        return request.getDispatcherType() != DispatcherType.INCLUDE && original.getContentLength() == length;
    }

    private void copy(FileChannel channel, long first, long length, OutputStream out) throws IOException {
        channel.position(first);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, length)));
        long left = length;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            int read = channel.read(buffer);
            if (read < 0) {
                throw new EOFException(file.getFilePath() + " was shortened while it was sent");
            }
            out.write(buffer.array(), 0, read);
            left -= read;
        }
    }

    private void characters() throws IOException {
        try (Reader text = TextFile.open(file, options).characters()) {
            text.transferTo(response.getWriter());
        }
    }
}
