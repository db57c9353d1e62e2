package org.junicorn.launcher.supervisor;

import java.util.List;
import java.util.Map;

/** What can be told from the way in which a worker's process ended. */
record ExitReason(String field, Object value, String hint) {
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

    static ExitReason of(Event.ProcessExited exit, Worker worker, List<String> output) {
        boolean ordered = worker.leavingBecause().isPresent();
        if (exit.signal().isPresent()) {
            String name =
                    SIGNALS.getOrDefault(exit.signal().get(), "" + exit.signal().get());
            String hint = ordered
                    ? ""
                    : switch (name) {
                        case "KILL" -> "killed by somebody else, perhaps by the kernel for want of memory: see dmesg";
                        case "ABRT", "SEGV", "BUS", "ILL", "FPE" ->
                            "the JVM crashed: look for hs_err_pid" + worker.pid() + ".log";
                        default -> "";
                    };
            return new ExitReason("signal", name, hint);
        }
        String hint = "";
        if (output.stream().anyMatch(line -> line.contains("java.lang.OutOfMemoryError"))) {
            hint = "out of memory inside the JVM: give it a larger heap (java_opts = \"-Xmx…\") or find the leak";
        } else if (!ordered && worker.everReady()) {
            hint = "the application called System.exit, or the JVM gave up";
        }
        return new ExitReason("exit", exit.code().orElseThrow(), hint);
    }

    /** One sentence for a worker that said nothing itself. */
    String sentence() {
        return "the worker ended with " + field + " " + value + " before it was ready"
                + (hint.isEmpty() ? "" : ": " + hint);
    }
}
