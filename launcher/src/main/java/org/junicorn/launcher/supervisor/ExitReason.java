package org.junicorn.launcher.supervisor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.launcher.supervisor.Event.KernelKills;

/**
 * What can be told from the way in which a worker's process ended.
 *
 * @param field {@code exit} or {@code signal}
 * @param value the status, or the signal's name
 * @param hint what it means and what to do about it; may be empty
 */
record ExitReason(ExitCause cause, String field, Object value, String hint) {
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(11, "SEGV"),
            Map.entry(13, "PIPE"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"));

    private static final List<String> OF_CRASHES = List.of("ABRT", "SEGV", "BUS", "ILL", "FPE");

    /** The status of a JVM with {@code -XX:+ExitOnOutOfMemoryError}; it is that of other failures, too. */
    private static final int OUT_OF_MEMORY = 3;

    private static final String HINT_OF_HEAP =
            "out of memory inside the JVM: give it a larger heap (java_opts = \"-Xmx…\") or find the leak";

    static ExitReason of(Event.ProcessExited exit, Worker worker, List<String> output) {
        return exit.signal().isPresent()
                ? ofSignal(
                        SIGNALS.getOrDefault(
                                exit.signal().get(), "" + exit.signal().get()),
                        exit,
                        worker,
                        output)
                : ofStatus(exit.code().orElseThrow(), worker, output);
    }

    private static ExitReason ofSignal(String name, Event.ProcessExited exit, Worker worker, List<String> output) {
        if (worker.is(WorkerState.KILLED) && name.equals("KILL")) {
            return new ExitReason(worker.leavingCause(), "signal", name, "");
        } else if (name.equals("KILL")) {
            return ofKill(exit.kernel());
        } else if (name.equals("ABRT") && printed(output, "Aborting due to java.lang.OutOfMemoryError")) {
            return new ExitReason(ExitCause.OUT_OF_MEMORY, "signal", name, HINT_OF_HEAP + heapDump(output));
        } else if (OF_CRASHES.contains(name)) {
            return new ExitReason(ExitCause.JVM_CRASHED, "signal", name, "the JVM crashed: " + crashReport(output));
        }
        return new ExitReason(ExitCause.SIGNALLED, "signal", name, "somebody else sent it this signal");
    }

    private static ExitReason ofKill(KernelKills kernel) {
        return switch (kernel) {
            case OF_THIS_GROUP ->
                new ExitReason(
                        ExitCause.OOM_KILLER,
                        "signal",
                        "KILL",
                        "killed by the kernel for want of memory, which its control group has counted: allow more"
                                + " memory, run fewer workers, or limit them (max_worker_rss, java_opts = \"-Xmx…\")");
            case OF_THE_MACHINE ->
                new ExitReason(
                        ExitCause.PROBABLY_OOM_KILLER,
                        "signal",
                        "KILL",
                        "probably killed by the kernel, which has just killed a process of this machine for want of"
                                + " memory: see dmesg");
            case UNKNOWN ->
                new ExitReason(
                        ExitCause.PROBABLY_OOM_KILLER,
                        "signal",
                        "KILL",
                        "killed by somebody else, probably by the kernel for want of memory: see dmesg");
            case NONE ->
                new ExitReason(
                        ExitCause.SIGNALLED,
                        "signal",
                        "KILL",
                        "killed by somebody else, and not by the kernel for want of memory, which has counted nothing");
        };
    }

    private static ExitReason ofStatus(int status, Worker worker, List<String> output) {
        if (status == OUT_OF_MEMORY && printed(output, "Terminating due to java.lang.OutOfMemoryError")) {
            return new ExitReason(ExitCause.OUT_OF_MEMORY, "exit", status, HINT_OF_HEAP + heapDump(output));
        } else if (worker.bootFailure().isPresent()) {
            return new ExitReason(
                    worker.applicationFailed() ? ExitCause.APP_FAILED : ExitCause.BOOT_FAILED,
                    "exit",
                    status,
                    heapHint(output));
        } else if (worker.leavingBecause().isPresent()) {
            return new ExitReason(worker.leavingCause(), "exit", status, heapHint(output));
        } else if (!worker.everReady() && refusedByJvm(output)) {
            return new ExitReason(ExitCause.BOOT_FAILED, "exit", status, "the JVM did not start: see its output");
        }
        String hint = heapHint(output);
        return new ExitReason(
                ExitCause.SYSTEM_EXIT,
                "exit",
                status,
                hint.isEmpty() ? "the application called System.exit, or the JVM gave up" : hint);
    }

    private static boolean printed(List<String> output, String text) {
        return output.stream().anyMatch(line -> line.contains(text));
    }

    private static String heapHint(List<String> output) {
        return printed(output, "java.lang.OutOfMemoryError") ? HINT_OF_HEAP : "";
    }

    private static boolean refusedByJvm(List<String> output) {
        return printed(output, "Could not create the Java Virtual Machine")
                || printed(output, "Error occurred during initialization of VM")
                || printed(output, "Could not find or load main class");
    }

    /** The JVM prints "Dumping heap to FILE ...". */
    private static String heapDump(List<String> output) {
        return output.stream()
                .filter(line -> line.startsWith("Dumping heap to "))
                .reduce((first, second) -> second)
                .map(line -> "; its heap is in "
                        + line.substring("Dumping heap to ".length()).replaceFirst(" ?\\.\\.\\.$", ""))
                .orElse("");
    }

    /** The JVM names its report two lines into "# An error report file … is saved as:", behind a number sign. */
    private static String crashReport(List<String> output) {
        Optional<String> file = Optional.empty();
        for (int i = 0; i + 1 < output.size(); i++) {
            if (output.get(i).startsWith("# An error report file")) {
                file = Optional.of(output.get(i + 1).replaceFirst("^#\\s*", "").strip());
            }
        }
        return file.map(name -> "its report is " + name)
                .orElse("it left no report; native code, or somebody who sent it this signal");
    }

    /** {@code exit 7}. */
    String how() {
        return field + " " + value;
    }

    /** One sentence for a worker that said nothing itself. */
    String sentence() {
        return "the worker ended with " + how() + " before it was ready" + (hint.isEmpty() ? "" : ": " + hint);
    }

    /** Why it was ordered to leave or what it said itself, then what that means. */
    String detail(Optional<String> said) {
        if (said.isEmpty() || hint.isEmpty()) {
            return said.orElse(hint);
        }
        return said.get() + "; " + hint;
    }
}
