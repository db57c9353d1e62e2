package org.junicorn.samples.probe;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How the application starts, chosen by {@code PROBE_START} (environment), {@code probe.start} (system property) or
 * the file {@code WEB-INF/probe-start} in the WAR:
 *
 * <ul>
 *   <li>empty: well
 *   <li>{@code fail}: throws an {@link IllegalStateException}
 *   <li>{@code exit}: ends the JVM with status 7
 *   <li>{@code hang}: never comes back
 *   <li>{@code slow:2000}: takes 2000 ms
 *   <li>{@code oom}: runs out of memory
 *   <li>{@code @/path/of/a/file}: as the file says, well if it does not exist; lets a test change its mind between two
 *       starts
 * </ul>
 */
final class StartMode {
    private final String mode;

    private StartMode(String mode) {
        this.mode = mode;
    }

    static StartMode of(ServletContext context) {
        String mode = Setting.of("probe.start");
        if (mode.isEmpty()) {
            mode = inside(context);
        }
        return new StartMode(mode.startsWith("@") ? inFile(Path.of(mode.substring(1))) : mode);
    }

    private static String inside(ServletContext context) {
        try (InputStream in = context.getResourceAsStream("/WEB-INF/probe-start")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inFile(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).trim() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does what the mode says. */
    void apply() {
        if (mode.isEmpty()) {
            return;
        }
        if (mode.startsWith("slow:")) {
            Pause.millis(Long.parseLong(mode.substring("slow:".length())));
            return;
        }
        switch (mode) {
            case "fail" -> throw new IllegalStateException("this application was told not to start");
            case "exit" -> System.exit(7);
            case "hang" -> hang();
            case "oom" -> exhaustMemory();
            default -> throw new IllegalArgumentException("probe.start = \"" + mode + "\": unknown start mode");
        }
    }

    private static void hang() {
        while (true) {
            LockSupport.park();
        }
    }

    /** Fills the heap and keeps everything reachable until the JVM gives up. */
    static void exhaustMemory() {
        List<byte[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new byte[8 << 20]);
        }
    }
}
