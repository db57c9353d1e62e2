package org.junicorn.launcher.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junicorn.container.ContainerEvents.RunningRequest;
import org.junicorn.launcher.channel.Fact;
import org.junicorn.launcher.channel.Fact.Answered.Outcome;
import org.junicorn.launcher.channel.Order;

/**
 * Answers the supervisor's questions, each on a thread of its own: the one that reads orders goes on. Not loaded before
 * the first question.
 */
final class Answers {
    private static final int PART = 16 * 1024;

    private final WorkerMain.FactWriter facts;
    private final Supplier<List<RunningRequest>> requests;

    /** @param requests what request threads work on now */
    Answers(WorkerMain.FactWriter facts, Supplier<List<RunningRequest>> requests) {
        this.facts = facts;
        this.requests = requests;
    }

    private interface Answer {
        String text() throws IOException;
    }

    void threads(Order.Threads order) {
        answer(order.question(), () -> new ThreadDump(requests.get()).text());
    }

    void gc(Order.Gc order) {
        answer(order.question(), Answers::collect);
    }

    void heap(Order.Heap order) {
        answer(order.question(), () -> dumpHeap(Path.of(order.file())));
    }

    private void answer(long question, Answer answer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        tell(question, answer.text());
                    } catch (IOException | RuntimeException | Error e) {
                        facts.tell(new Fact.Answered(question, Outcome.FAILED, String.valueOf(e.getMessage())));
                    }
                },
                "question-" + question);
        thread.setDaemon(true);
        thread.start();
    }

    /** In parts, so that the supervisor never holds a long line. */
    private void tell(long question, String text) {
        int at = 0;
        while (text.length() - at > PART) {
            facts.tell(new Fact.Answered(question, Outcome.MORE, text.substring(at, at + PART)));
            at += PART;
        }
        facts.tell(new Fact.Answered(question, Outcome.DONE, text.substring(at)));
    }

    private static String collect() {
        long before = used();
        long began = System.nanoTime();
        System.gc();
        double seconds = (System.nanoTime() - began) / 1e9;
        long after = used();
        return String.format(
                Locale.ROOT, "heap used %d MB, before %d MB, in %.3fs%n", after >> 20, before >> 20, seconds);
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /**
     * Written in a private folder next to the file and put in its place when it is complete: nobody else can read it
     * meanwhile, and a file that is there is never replaced.
     */
    private static String dumpHeap(Path file) throws IOException {
        Path folder = file.getParent();
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Path secret = Files.createTempDirectory(
                    folder,
                    ".heap-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path dump = secret.resolve("heap.hprof");
            try {
                HeapDump.write(dump);
                Files.setPosixFilePermissions(dump, PosixFilePermissions.fromString("rw-------"));
                long bytes = Files.size(dump);
                Files.createLink(file, dump);
                return String.format(Locale.ROOT, "%s written, %d MB%n", file, (bytes >> 20) + 1);
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(secret);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " exists already; choose another file", e);
        } catch (FileSystemException e) {
            throw new IOException(
                    "the worker cannot write " + file + " (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); choose a folder that the workers' user may write to",
                    e);
        }
    }
}
