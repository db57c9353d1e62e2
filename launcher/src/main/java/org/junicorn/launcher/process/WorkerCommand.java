package org.junicorn.launcher.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

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

    private static final long MEGABYTE = 1024 * 1024;

    /** What the supervisor and the JVMs' own memory are reckoned to need. */
    private static final long SUPERVISOR_BYTES = 80 * MEGABYTE;

    private static final long SMALL_HEAP_BYTES = 1024 * MEGABYTE;
    private static final long LEAST_HEAP_BYTES = 32 * MEGABYTE;

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
     * @param archive the class archive to use
     * @param dumps what to leave behind of a crash
     */
    List<String> worker(
            int jvms,
            String tempDir,
            Optional<ClassArchive> archive,
            DumpFolder.Options dumps,
            List<String> userOptions) {
        List<String> command = new ArrayList<>(heap(jvms, userOptions));
        command.addAll(opens());
        archive.ifPresent(found -> command.addAll(found.useOptions()));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(dumps.within(heapBytes(jvms, userOptions)));
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

    private long share(int jvms) {
        return Math.max(LEAST_HEAP_BYTES, (memoryLimit / 4 * 3 - SUPERVISOR_BYTES) / jvms);
    }

    /** What a worker's heap may grow to; all memory if the user has said it in a way that only the JVM reckons with. */
    private long heapBytes(int jvms, List<String> userOptions) {
        OptionalLong said = OptionalLong.empty();
        for (String option : userOptions) {
            if (option.startsWith("-Xmx") || option.startsWith("-XX:MaxHeapSize=")) {
                said = bytes(option.replaceFirst("^(-Xmx|-XX:MaxHeapSize=)", ""));
            } else if (option.startsWith("-XX:MaxRAM")) {
                said = OptionalLong.of(memoryLimit);
            }
        }
        return said.orElse(share(jvms));
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

    private List<String> heap(int jvms, List<String> userOptions) {
        List<String> options = new ArrayList<>();
        long share = share(jvms);
        if (userOptions.stream()
                .noneMatch(option -> option.startsWith("-Xmx")
                        || option.startsWith("-XX:MaxHeapSize")
                        || option.startsWith("-XX:MaxRAM"))) {
            options.add("-Xmx" + share / MEGABYTE + "m");
        }
        if (userOptions.stream().noneMatch(option -> option.matches("-XX:[+-]Use\\w*GC"))) {
            options.add(processors <= 2 || share <= SMALL_HEAP_BYTES ? "-XX:+UseSerialGC" : "-XX:+UseG1GC");
        }
        return options;
    }
}
