package org.junicorn.launcher.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command line of a worker's JVM. Ours comes first and the user's {@code java_opts} last, so that the user has the
 * last word; it holds nothing that {@code ps} should not show.
 */
final class WorkerCommand {
    /** What Tomcat's catalina.sh opens, which old libraries have come to rely on. */
    private static final List<String> OPENED_BY_TOMCAT = List.of(
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    /** To use the descriptors that a process inherits: listeners, and the pipe for what it has to tell. */
    private static final String FOR_DESCRIPTORS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    /** To make records of messages without making classes for that, see NativeConstruction. */
    private static final String FOR_MESSAGES = "--add-opens=java.base/jdk.internal.reflect=ALL-UNNAMED";

    /** From JDK 22 on, classes are made for what is called by reflection; that pays off after thousands of calls. */
    private static final String FEW_CALLS_BY_REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    /**
     * Maps archives of classes where they were made for, not at a random address, for which each JVM would have to change
     * most of their pages: so workers share them (10 MB less for each worker). java_opts may say =1.
     */
    private static final List<String> SHARED_ARCHIVES =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    /** Gives back what compilers have used, 10 MB of a young worker; JDK 17 and 21 know it only in later updates. */
    private static final String RETURN_MEMORY = "-XX:TrimNativeHeapInterval=10000";

    private static final long MEGABYTE = 1024 * 1024;
    private static final long SMALL_HEAP_BYTES = 1024 * MEGABYTE;
    private static final long LEAST_HEAP_BYTES = 32 * MEGABYTE;

    /**
     * The JVM would begin with a 64th of the machine, and a boot fills that with garbage before anything is collected. Said
     * as a share of the memory: unlike {@code -Xms} it gives way to a smaller heap, whoever asks for that, and where.
     */
    private static final long FIRST_HEAP_BYTES = 64 * MEGABYTE;

    private final JavaRuntime java;
    private final String classPath;
    private final long memoryLimit;
    private final int processors;

    /**
     * @param classPath our own jar, perhaps with another in front of it
     * @param memoryLimit bytes that all processes together may use
     */
    WorkerCommand(JavaRuntime java, String classPath, long memoryLimit, int processors) {
        this.java = java;
        this.classPath = classPath;
        this.memoryLimit = memoryLimit;
        this.processors = processors;
    }

    /**
     * The arguments behind the program's name.
     *
     * @param jvms how many worker JVMs there may be at a time
     * @param threads that run requests in each of them
     * @param archive the class archive to use
     * @param dumps what to leave behind of a crash
     */
    List<String> worker(
            int jvms,
            int threads,
            String tempDir,
            Optional<ClassArchive> archive,
            DumpFolder.Options dumps,
            List<String> userOptions) {
        MemorySum sum = MemorySum.of(memoryLimit, jvms, threads, userOptions);
        List<String> command = new ArrayList<>(heap(sum.heap(), userOptions));
        command.addAll(opens());
        command.addAll(SHARED_ARCHIVES);
        if (java.feature() >= 22) {
            command.add(RETURN_MEMORY);
        }
        archive.ifPresent(found -> command.addAll(found.useOptions()));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(dumps.within(sum.heap()));
        command.add("-Djava.io.tmpdir=" + tempDir);
        command.addAll(userOptions);
        command.addAll(List.of("-cp", classPath, "org.junicorn.launcher.worker.WorkerMain"));
        return command;
    }

    /** The arguments of the process that prepares an application: short-lived, so it compiles little. */
    List<String> prepare() {
        return List.of(
                "-Xmx" + Math.max(LEAST_HEAP_BYTES, Math.min(SMALL_HEAP_BYTES, memoryLimit / 4)) / MEGABYTE + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                FEW_CALLS_BY_REFLECTION,
                FOR_DESCRIPTORS,
                "-cp",
                classPath,
                "org.junicorn.launcher.prepare.PrepareMain");
    }

    /**
     * The arguments of the process that makes the container's class archive.
     *
     * @param temporary the archive's name for the time being
     * @param folder the process makes it and works in it
     */
    List<String> train(ClassArchive archive, String temporary, String folder) {
        List<String> command = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx64m"));
        if (!archive.holdsProfiles()) {
            command.add("-XX:TieredStopAtLevel=1"); // a third less work, for the same archive
        }
        command.addAll(opens());
        command.addAll(archive.makeOptions(temporary));
        command.addAll(List.of("-cp", classPath, "org.junicorn.launcher.worker.TrainingMain", folder));
        return command;
    }

    private List<String> opens() {
        List<String> options = new ArrayList<>();
        OPENED_BY_TOMCAT.forEach(name -> options.add("--add-opens=" + name + "=ALL-UNNAMED"));
        options.add(FOR_DESCRIPTORS);
        if (java.feature() >= 22) {
            options.add("--enable-native-access=ALL-UNNAMED"); // as catalina.sh of Tomcat 11 does
            options.add(FOR_MESSAGES);
        }
        if (java.feature() >= 24) {
            options.add("--sun-misc-unsafe-memory-access=allow"); // JBoss Threads and many applications still use it
        }
        return options;
    }

    /** @param most what the heap may grow to */
    private List<String> heap(long most, List<String> userOptions) {
        List<String> options = new ArrayList<>();
        if (!MemorySum.saysHeap(userOptions)) {
            options.add("-Xmx" + most / MEGABYTE + "m");
        }
        if (userOptions.stream().noneMatch(WorkerCommand::saysFirstHeap)) {
            double percent = Math.min(100, 100.0 * FIRST_HEAP_BYTES / memoryLimit);
            options.add(String.format(Locale.ROOT, "-XX:InitialRAMPercentage=%.4f", percent));
        }
        if (userOptions.stream().noneMatch(option -> option.matches("-XX:[+-]Use\\w*GC"))) {
            options.add(processors <= 2 || most <= SMALL_HEAP_BYTES ? "-XX:+UseSerialGC" : "-XX:+UseG1GC");
        }
        return options;
    }

    /** Sizes of parts of the heap must fit to that of the whole, so nothing is said then. */
    private static boolean saysFirstHeap(String option) {
        return option.matches(
                "-Xms.*|-Xmn.*|-XX:(Initial|Min)(HeapSize|RAM).*|-XX:(Max)?NewSize=.*|-XX:OldSize=.*|-XX:[+]AlwaysPreTouch");
    }
}
