package org.junicorn.launcher.worker;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** The heap's living objects in a file, in the format of HPROF. */
final class HeapDump {
    private HeapDump() {}

    /** @param file ends in {@code .hprof} and does not exist */
    static void write(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
    }
}
