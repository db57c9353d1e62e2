package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A growing log file, read as it grows. A {@linkplain #mark mark} is a position: what a test causes after taking a mark
 * is found behind it.
 */
final class EventLog {
    private final Path file;
    private final BooleanSupplier writerAlive;
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private long read;

    /** @param writerAlive tells whether more can come: waiting for an event ends early when nobody is left to write it */
    EventLog(Path file, BooleanSupplier writerAlive) {
        this.file = file;
        this.writerAlive = writerAlive;
    }

    /** Returns all complete lines so far. */
    synchronized List<String> lines() {
        if (Files.exists(file)) {
            refresh();
        }
        return List.copyOf(lines);
    }

    private void refresh() {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(read);
            ByteBuffer block = ByteBuffer.allocate(64 * 1024);
            while (channel.read(block.clear()) > 0) {
                block.flip();
                read += block.remaining();
                while (block.hasRemaining()) {
                    byte b = block.get();
                    if (b == '\n') {
                        lines.add(partial.toString(UTF_8));
                        partial.reset();
                    } else {
                        partial.write(b);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns everything so far as one text. */
    String text() {
        return String.join("\n", lines());
    }

    /** Returns what libraries and the container in workers have said since the mark, a message each. */
    List<String> messagesSince(int mark) {
        return eventsSince(mark, "worker.log").stream()
                .map(event -> event.field("message"))
                .toList();
    }

    /** Waits until libraries and the container in workers have said so many things with this text since the mark. */
    List<String> awaitMessages(int mark, String text, int count) {
        List<String> found = new ArrayList<>();
        Await.until("a message with " + text + " x" + count, () -> {
            found.clear();
            messagesSince(mark).stream()
                    .filter(message -> message.contains(text))
                    .forEach(found::add);
            return found.size() >= count;
        });
        return List.copyOf(found);
    }

    /** Returns the position behind the last line. */
    int mark() {
        return lines().size();
    }

    List<LogEvent> events(String name) {
        return eventsSince(0, name);
    }

    List<LogEvent> eventsSince(int mark, String name) {
        List<String> all = lines();
        return all.subList(mark, all.size()).stream()
                .map(LogEvent::parse)
                .flatMap(Optional::stream)
                .filter(event -> event.name().equals(name))
                .toList();
    }

    LogEvent await(String name) {
        return awaitSince(0, name, event -> true);
    }

    LogEvent awaitSince(int mark, String name) {
        return awaitSince(mark, name, event -> true);
    }

    /** Waits for the first event of that name behind the mark that fits. */
    LogEvent awaitSince(int mark, String name, Predicate<LogEvent> fits) {
        return awaitSince(mark, name, fits, Await.PATIENCE);
    }

    LogEvent awaitSince(int mark, String name, Predicate<LogEvent> fits, Duration patience) {
        return awaitCount(mark, name, fits, 1, patience).get(0);
    }

    /** Waits until there are that many events of that name. */
    List<LogEvent> awaitCount(String name, int count) {
        return awaitCount(0, name, event -> true, count, Await.PATIENCE);
    }

    /** Waits until that many events of that name behind the mark fit. */
    List<LogEvent> awaitCount(int mark, String name, Predicate<LogEvent> fits, int count) {
        return awaitCount(mark, name, fits, count, Await.PATIENCE);
    }

    List<LogEvent> awaitCount(int mark, String name, Predicate<LogEvent> fits, int count, Duration patience) {
        List<LogEvent> found = new ArrayList<>();
        Await.until("event " + name + " x" + count, patience, () -> {
            boolean last = !writerAlive.getAsBoolean();
            found.clear();
            eventsSince(mark, name).stream().filter(fits).forEach(found::add);
            if (found.size() < count && last) {
                throw new AssertionError("the server ended before it logged " + name);
            }
            return found.size() >= count;
        });
        return List.copyOf(found);
    }

    /** Waits for a line behind the mark that contains the text, be it an event or not. */
    String awaitLine(int mark, String text) {
        String[] found = new String[1];
        Await.until("a line with " + text, () -> {
            boolean last = !writerAlive.getAsBoolean();
            List<String> all = lines();
            Optional<String> line = all.subList(mark, all.size()).stream()
                    .filter(l -> l.contains(text))
                    .findFirst();
            if (line.isEmpty() && last) {
                throw new AssertionError("the server ended before it logged a line with " + text);
            }
            found[0] = line.orElse(null);
            return line.isPresent();
        });
        return found[0];
    }
}
