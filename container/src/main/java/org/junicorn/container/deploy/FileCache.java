package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Small files that were sent lately, with the headers that they were sent with, so that an I/O thread can send them again
 * without asking anybody. Files are read when they are put in, on threads that may block; an I/O thread touches no disk.
 * After a time (Tomcat: {@code cacheTtl}) one request for a file goes the long way again, which looks whether the file
 * has changed, while others get what is known, for at most another second.
 *
 * <p>Requests for anything special, such as a range, are not answered. May be used by any thread.
 */
public final class FileCache {
    /** How long one request may take to look at a file before another one tries. */
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    /** A file that has just been written may be written again without a change of its time. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final int ENTRY_BYTES = 1 << 10;

    private static final HttpString[] SPECIAL = {
        Headers.RANGE, Headers.IF_MATCH, Headers.IF_UNMODIFIED_SINCE, Headers.UPGRADE, Headers.EXPECT
    };

    private final Limits limits;
    private final LongSupplier nanos;
    private final Map<String, CachedFile> files = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();

    /**
     * How much is kept.
     *
     * @param bytes of all files; 0 for no cache
     * @param fileBytes of one file
     * @param fresh how long a file is sent without a look at it
     */
    public record Limits(long bytes, int fileBytes, Duration fresh) {
        /** Those of Tomcat (cacheMaxSize, cacheTtl), but for larger files, which are better copied by the kernel. */
        public static final Limits USUAL = new Limits(10 << 20, 64 << 10, Duration.ofSeconds(5));
    }

    /**
     * A file that may be the body of the response.
     *
     * @param coding how it is compressed; "" if it is not
     * @param attributes of the file when its headers were made
     * @param headers of the response with it, without its length
     */
    public record Source(String coding, Path file, BasicFileAttributes attributes, List<Field> headers) {
        public Source {
            headers = List.copyOf(headers);
        }
    }

    /** A header of a response. */
    public record Field(HttpString name, String value) {}

    /**
     * What says that a response with status 304 is enough, and what that one says.
     *
     * @param modified milliseconds since the epoch
     * @param withLength whether the response to HEAD says the length of the file
     */
    public record Validation(String entityTag, long modified, List<Field> headers, boolean withLength) {
        public Validation {
            headers = List.copyOf(headers);
        }
    }

    /** Shows that a file is another one, or has another content. */
    record Stamp(String coding, Path file, long size, FileTime modified, Object key) {
        static Stamp of(Source source) {
            BasicFileAttributes found = source.attributes();
            return new Stamp(source.coding(), source.file(), found.size(), found.lastModifiedTime(), found.fileKey());
        }

        boolean isOf(Path path, BasicFileAttributes found) {
            return file.equals(path)
                    && size == found.size()
                    && modified.equals(found.lastModifiedTime())
                    && Objects.equals(key, found.fileKey());
        }
    }

    public FileCache(Limits limits) {
        this(limits, System::nanoTime);
    }

    FileCache(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /** The file that answers a request for this path, if it is kept and the request asks for nothing special. */
    public Optional<CachedFile> find(HttpServerExchange exchange, String path) {
        CachedFile file = files.get(path);
        return file == null || !isPlain(exchange) || !file.isFresh(nanos.getAsLong(), LOOK_NANOS)
                ? Optional.empty()
                : Optional.of(file);
    }

    private static boolean isPlain(HttpServerExchange exchange) {
        HttpString method = exchange.getRequestMethod();
        if (!method.equals(Methods.GET) && !method.equals(Methods.HEAD)
                || !exchange.isRequestComplete()
                || exchange.getRequestURI().indexOf(';') >= 0) { // a session, perhaps
            return false;
        }
        HeaderMap headers = exchange.getRequestHeaders();
        for (HttpString name : SPECIAL) {
            if (headers.contains(name)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Keeps a file, or several of which one is chosen by the codings that a request accepts. Reads them, unless they are
     * here already and have not changed. What does not fit, or cannot be read, or has been written just now, is not kept.
     *
     * @param sources the first is not compressed
     */
    public void keep(String path, Validation validation, List<Source> sources) {
        List<Stamp> stamps = sources.stream().map(Stamp::of).toList();
        CachedFile known = files.get(path);
        Optional<CachedFile> kept;
        if (known != null && known.stamps().equals(stamps)) {
            kept = Optional.of(known.again(validation, sources, until()));
        } else {
            kept = sources.stream().allMatch(this::isWorthIt) ? read(validation, sources, stamps) : Optional.empty();
        }
        if (kept.isPresent() && room(kept.get(), path)) {
            replace(path, kept.get());
        } else {
            forget(path);
        }
    }

    private long until() {
        return nanos.getAsLong() + limits.fresh().toNanos();
    }

    private boolean isWorthIt(Source source) {
        BasicFileAttributes found = source.attributes();
        Duration age = Duration.ofMillis(
                System.currentTimeMillis() - found.lastModifiedTime().toMillis());
        return found.isRegularFile()
                && found.size() <= Math.min(limits.fileBytes(), limits.bytes())
                && age.abs().compareTo(SETTLED) >= 0;
    }

    private Optional<CachedFile> read(Validation validation, List<Source> sources, List<Stamp> stamps) {
        try {
            List<ByteBuffer> bodies = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                bodies.add(body(sources.get(i).file(), stamps.get(i)));
            }
            return Optional.of(new CachedFile(validation, sources, stamps, bodies, until()));
        } catch (IOException e) {
            return Optional.empty(); // the next request for it tells why
        }
    }

    private static ByteBuffer body(Path file, Stamp stamp) throws IOException {
        ByteBuffer body = ByteBuffer.allocateDirect((int) stamp.size());
        try (FileChannel channel = FileChannel.open(file)) {
            while (body.hasRemaining() && channel.read(body) >= 0) {
                // until it is full
            }
        }
        if (body.hasRemaining() || !stamp.isOf(file, Files.readAttributes(file, BasicFileAttributes.class))) {
            throw new IOException(file + " changes while it is read");
        }
        return body.flip().asReadOnlyBuffer();
    }

    /** Makes it, if need be, of files that nobody has asked for lately. */
    private boolean room(CachedFile wanted, String path) {
        if (fits(wanted, path)) {
            return true;
        }
        long now = nanos.getAsLong();
        files.forEach((other, file) -> {
            if (file.isOver(now) && files.remove(other, file)) {
                held.addAndGet(-size(other, file));
            }
        });
        return fits(wanted, path);
    }

    private boolean fits(CachedFile wanted, String path) {
        CachedFile known = files.get(path);
        return held.get() - (known == null ? 0 : size(path, known)) + size(path, wanted) <= limits.bytes();
    }

    /** One file may have many names, as "/a//b", and an empty one takes room, too. */
    private static long size(String path, CachedFile file) {
        return file.bytes() + 2L * path.length() + ENTRY_BYTES;
    }

    private void replace(String path, CachedFile file) {
        CachedFile before = files.put(path, file);
        held.addAndGet(size(path, file) - (before == null ? 0 : size(path, before)));
    }

    /** A look at a file, of which nothing else is known, has shown this. */
    public void seen(String path, Path file, BasicFileAttributes attributes) {
        CachedFile known = files.get(path);
        if (known == null) {
            return;
        }
        if (known.stamps().size() == 1 && known.stamps().get(0).isOf(file, attributes)) {
            known.freshUntil(until());
        } else {
            forget(path);
        }
    }

    /** There is no such file any more, or not for everybody. */
    public void forget(String path) {
        CachedFile before = files.remove(path);
        if (before != null) {
            held.addAndGet(-size(path, before));
        }
    }
}
