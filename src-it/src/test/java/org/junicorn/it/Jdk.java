package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK on this machine. */
record Jdk(Path home, int major) {

    /** Returns the JDK that the servers run on. */
    static Jdk underTest() {
        Path home = Path.of(System.getProperty("it.java.home"));
        try {
            Matcher version =
                    Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(home.resolve("release")));
            if (!version.find()) {
                throw new IllegalStateException("no JAVA_VERSION in " + home.resolve("release"));
            }
            return new Jdk(home, Integer.parseInt(version.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
