package org.junicorn.launcher.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junicorn.launcher.config.Settings;
import org.junicorn.launcher.config.WorkerSettings;

/**
 * What supervisor and workers take of the machine's memory when each worker has grown as far as it may. What a worker's
 * options limit is that limit; for the rest stand figures that were measured and rounded up, see docs/sizing.md. All
 * sizes are bytes.
 *
 * @param limit what all processes together may use
 * @param jvms how many workers there may be at a time
 * @param threads of each worker, its own included
 * @param heap of a worker
 * @param stack what each thread's stack is reckoned to take
 */
public record MemorySum(
        long limit, int jvms, int threads, long heap, long classes, long code, long stack, long buffers, long rest) {
    private static final long KILOBYTE = 1024;
    private static final long MEGABYTE = 1024 * KILOBYTE;

    private static final long SUPERVISOR_BYTES = 80 * MEGABYTE;
    private static final long LEAST_HEAP_BYTES = 32 * MEGABYTE;
    private static final long CLASSES_BYTES = 64 * MEGABYTE;
    private static final long CODE_BYTES = 40 * MEGABYTE;
    private static final long STACK_BYTES = 160 * KILOBYTE;
    private static final long BUFFER_BYTES = 16 * MEGABYTE;
    private static final long REST_BYTES = 32 * MEGABYTE;

    /** Of the JVM and the container: compilers, collector, I/O, timers. */
    private static final int OWN_THREADS = 25;

    /**
     * Reckons, and chooses the heap if the user has not: three quarters of the memory without the supervisor's, in equal
     * parts, or less if what workers need beside their heaps would not fit then.
     *
     * @param threads that run requests in each worker
     * @param options of the user for the workers' JVMs
     */
    static MemorySum of(long limit, int jvms, int threads, List<String> options) {
        long classes = size(options, "-XX:MaxMetaspaceSize=").orElse(CLASSES_BYTES);
        long code = size(options, "-XX:ReservedCodeCacheSize=").orElse(CODE_BYTES);
        long stack = Math.min(
                STACK_BYTES,
                size(options, "-Xss")
                        .orElse(size(options, "-XX:ThreadStackSize=").orElse(STACK_BYTES) * KILOBYTE));
        long buffers = size(options, "-XX:MaxDirectMemorySize=").orElse(BUFFER_BYTES);
        int all = threads + OWN_THREADS;
        long beside = classes + code + all * stack + buffers + REST_BYTES;
        long share = Math.min((limit / 4 * 3 - SUPERVISOR_BYTES) / jvms, (limit - SUPERVISOR_BYTES) / jvms - beside);
        long heap = heap(options, limit).orElse(Math.max(LEAST_HEAP_BYTES, share / MEGABYTE * MEGABYTE));
        return new MemorySum(limit, jvms, all, heap, classes, code, stack, buffers, REST_BYTES);
    }

    /** Whether the user's options decide how large a heap may become; of some only the JVM knows what they come to. */
    static boolean saysHeap(List<String> options) {
        return options.stream()
                .anyMatch(option -> option.startsWith("-Xmx")
                        || option.startsWith("-XX:MaxHeapSize")
                        || option.startsWith("-XX:MaxRAM"));
    }

    /** How many worker JVMs there may be at a time. */
    static int jvms(Settings settings) {
        WorkerSettings workers = settings.workers();
        return workers.workers().most()
                + workers.maxSurge()
                + settings.standby().spareWorkers();
    }

    /** The sum for this machine and its control group, in words for {@code --print-config}, as comments. */
    public static List<String> lines(Settings settings) {
        return here(settings)
                .lines(settings.workers().maxSurge(), settings.standby().spareWorkers());
    }

    static MemorySum here(Settings settings) {
        WorkerSettings workers = settings.workers();
        long limit = new MachineMemory(Path.of("/")).limit();
        return of(limit, jvms(settings), workers.effectiveThreads(), workers.javaOpts());
    }

    /**
     * @param surge workers of these that replace others
     * @param spares workers of these that wait
     */
    List<String> lines(int surge, int spares) {
        List<String> lines = new ArrayList<>();
        lines.add("# memory: supervisor " + show(SUPERVISOR_BYTES) + " + " + jvms + " workers x " + show(worker())
                + " = " + show(total()) + " of " + show(limit) + " (" + surge
                + " of the workers only while others are replaced" + (spares > 0 ? ", " + spares + " spare" : "")
                + ")");
        lines.add("# a worker: heap " + show(heap) + " + classes " + show(classes) + " + compiled code " + show(code)
                + " + " + threads + " threads x " + stack / KILOBYTE + " kB + buffers " + show(buffers) + " + rest "
                + show(rest) + "; see docs/sizing.md");
        warning().ifPresent(text -> lines.add("# warning: " + text));
        return lines;
    }

    /** What to say if it is more than there is. */
    Optional<String> warning() {
        return total() <= limit
                ? Optional.empty()
                : Optional.of("the workers may take " + show(total() - limit) + " more memory than there is;"
                        + " choose fewer workers or threads, or a smaller heap with java_opts = \"-Xmx...\"");
    }

    /** What a worker takes. */
    long worker() {
        return heap + classes + code + threads * stack + buffers + rest;
    }

    /** What all take. */
    long total() {
        return SUPERVISOR_BYTES + jvms * worker();
    }

    private static OptionalLong heap(List<String> options, long limit) {
        if (options.stream().anyMatch(option -> option.startsWith("-XX:MaxRAM"))) {
            double percent = text(options, "-XX:MaxRAMPercentage=")
                    .filter(text -> text.matches("\\d{1,3}([.]\\d{1,9})?"))
                    .map(Double::parseDouble)
                    .orElse(25.0); // the JVM's default
            long memory = Math.min(limit, size(options, "-XX:MaxRAM=").orElse(limit));
            return OptionalLong.of(Math.round(memory * percent / 100));
        }
        return size(options, "-Xmx", "-XX:MaxHeapSize=");
    }

    /** Of the last one of the options that begin so, which is the one that counts. */
    private static OptionalLong size(List<String> options, String... beginnings) {
        return text(options, beginnings).map(MemorySum::bytes).orElse(OptionalLong.empty());
    }

    private static Optional<String> text(List<String> options, String... beginnings) {
        Optional<String> found = Optional.empty();
        for (String option : options) {
            for (String beginning : beginnings) {
                if (option.startsWith(beginning)) {
                    found = Optional.of(option.substring(beginning.length()));
                }
            }
        }
        return found;
    }

    /** As the JVM reads sizes: {@code 64m}. */
    private static OptionalLong bytes(String text) {
        if (!text.matches("\\d{1,12}[kKmMgGtT]?")) {
            return OptionalLong.empty();
        }
        String digits = text.replaceAll("\\D", "");
        int power = "kmgt".indexOf(text.substring(digits.length()).toLowerCase(Locale.ROOT)) + 1;
        return OptionalLong.of(Long.parseLong(digits) << (digits.length() == text.length() ? 0 : 10 * power));
    }

    private static String show(long bytes) {
        return Math.round((double) bytes / MEGABYTE) + " MB";
    }
}
