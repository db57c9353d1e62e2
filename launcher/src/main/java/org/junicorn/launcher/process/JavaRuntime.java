package org.junicorn.launcher.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The JDK, or JRE, that workers run on.
 *
 * @param home its folder
 * @param feature its feature version, 17 or 25 for example
 * @param version its full version
 */
public record JavaRuntime(Path home, int feature, String version) {
    /** The one that runs this process. */
    public static JavaRuntime own() {
        return new JavaRuntime(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                System.getProperty("java.version"));
    }

    /**
     * The one in a folder, as its {@code release} file describes it.
     *
     * @throws IOException if there is no Java of version 17 or newer; the message says what was looked for
     */
    public static JavaRuntime at(Path home) throws IOException {
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            throw new IOException("there is no executable bin/java below it; name the folder of a JDK or JRE");
        }
        Path release = home.resolve("release");
        try (BufferedReader lines = Files.newBufferedReader(release)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("JAVA_VERSION=")) {
                    String version = line.substring("JAVA_VERSION=".length()).replace("\"", "");
                    int feature = Runtime.Version.parse(version).feature();
                    if (feature < 17) {
                        throw new IOException("it is Java " + version + "; workers need 17 or newer");
                    }
                    return new JavaRuntime(home, feature, version);
                }
            }
            throw new IOException("its file release does not tell JAVA_VERSION; name the folder of a JDK or JRE");
        } catch (IllegalArgumentException | java.nio.file.NoSuchFileException e) {
            throw new IOException("its file release does not tell the version; name the folder of a JDK or JRE", e);
        }
    }

    Path executable() {
        return home.resolve("bin/java");
    }
}
