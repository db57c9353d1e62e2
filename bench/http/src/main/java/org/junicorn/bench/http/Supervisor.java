package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time of one process, finer than clock ticks: that of a supervisor at rest is less than one in a second. */
final class Supervisor {
    private final Path tasks;

    Supervisor(long pid) {
        this.tasks = Path.of("/proc/" + pid + "/task");
    }

    /** Nanoseconds of all its threads that are alive. */
    long cpuNanos() throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                sum += nanos(thread.resolve("schedstat"));
            }
        }
        return sum;
    }

    private static long nanos(Path file) {
        try {
            return Long.parseLong(Files.readString(file).split(" ")[0]);
        } catch (IOException e) {
            return 0; // the thread has just ended
        }
    }

    /** The part of one core that it uses while something else is done, in percent. */
    double percent(Load load) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long before = cpuNanos();
        load.run();
        return 100.0 * (cpuNanos() - before) / (System.nanoTime() - began);
    }

    /** What is done meanwhile. */
    interface Load {
        void run() throws IOException, InterruptedException;
    }
}
