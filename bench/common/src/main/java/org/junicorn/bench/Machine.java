package org.junicorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the figures depend on. */
public final class Machine {
    private Machine() {}

    /** Cores, processor, kernel, and how busy it was before. */
    public static String describe() throws IOException {
        String processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor");
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return "Machine: " + Runtime.getRuntime().availableProcessors() + " cores, " + processor + ", kernel "
                + System.getProperty("os.version") + ", load before the run " + load;
    }

    public static String version(Path jdk) throws IOException {
        return "JDK "
                + Files.readAllLines(jdk.resolve("release")).stream()
                        .filter(line -> line.startsWith("JAVA_VERSION="))
                        .map(line -> line.replaceAll(".*=|\"", ""))
                        .findFirst()
                        .orElse(jdk.toString());
    }
}
