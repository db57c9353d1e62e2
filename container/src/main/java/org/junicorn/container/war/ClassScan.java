package org.junicorn.container.war;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pass over the class files of several class path entries, an entry per thread at a time. Every file is read once;
 * only those that declare something are looked into, unless everybody's super types are asked for. A damaged class file
 * is reported and left out: the application may never use it, and Tomcat starts too.
 */
final class ClassScan {
    /**
     * What to look for in an entry.
     *
     * @param declarations classes with an annotation of {@link AnnotationReader#DECLARING}
     * @param mentioning further classes: those whose constants name one of these (ASCII prefixes)
     * @param everything all classes, for the search of types that initializers handle
     */
    record Task(ClassPathEntry entry, boolean declarations, List<byte[]> mentioning, boolean everything) {
        Task {
            mentioning = List.copyOf(mentioning);
        }
    }

    /** What an entry holds; the lists are in the order of the class files' names. */
    record Result(List<ClassFile> declaring, List<ClassFile> all, List<String> warnings) {}

    private ClassScan() {}

    /** @return a result per task, in the order of the tasks */
    static List<Result> run(List<Task> tasks) throws InvalidAppException {
        AtomicInteger count = new AtomicInteger();
        ExecutorService pool =
                Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()), runnable -> {
                    Thread thread = new Thread(runnable, "scan-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        try {
            List<Future<Result>> futures = new ArrayList<>();
            for (Task task : tasks) {
                futures.add(pool.submit((Callable<Result>) () -> scan(task)));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the scan of class files failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidAppException("interrupted while the class files of the application were scanned", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Result scan(Task task) {
        List<ClassFile> declaring = new ArrayList<>();
        List<ClassFile> all = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try {
            task.entry().eachClass((name, bytes) -> {
                try {
                    ClassFileReader reader = new ClassFileReader(bytes);
                    boolean declares = task.declarations() && reader.mentions(AnnotationReader.DECLARING);
                    if (declares || task.everything() || reader.mentions(task.mentioning())) {
                        ClassFile read = reader.read();
                        if (declares) {
                            declaring.add(read);
                        }
                        all.add(read);
                    }
                } catch (IOException | RuntimeException e) {
                    warnings.add(task.entry().label() + ": " + name + " is not a readable class file (" + reason(e)
                            + "); it is left out");
                }
            });
        } catch (IOException e) {
            warnings.add(task.entry().label() + ": cannot be read to its end (" + reason(e)
                    + "); its other classes were not searched for annotations");
        }
        declaring.sort((a, b) -> a.name().compareTo(b.name()));
        return new Result(declaring, all, warnings);
    }

    private static String reason(Exception e) {
        return e instanceof IndexOutOfBoundsException ? "it is cut short" : String.valueOf(e.getMessage());
    }
}
