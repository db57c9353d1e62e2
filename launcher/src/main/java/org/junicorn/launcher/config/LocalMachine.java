package org.junicorn.launcher.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

final class LocalMachine implements Machine {

    @Override
    public boolean root() {
        try {
            // the owner of /proc/self is the effective user (proc(5)); Java itself has no geteuid
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return userName().equals("root");
        }
    }

    @Override
    public String userName() {
        return System.getProperty("user.name");
    }

    @Override
    public Optional<Path> home() {
        // the JVM says "?" where the user has no entry in the password file
        String home = System.getProperty("user.home", "?");
        return home.startsWith("/") ? Optional.of(Path.of(home)) : Optional.empty();
    }

    @Override
    public Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public int feature() {
        return Runtime.version().feature();
    }

    @Override
    public OptionalInt featureOf(Path javaHome) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(javaHome.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(reader);
            String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
            return OptionalInt.of(Runtime.Version.parse(version).feature());
        } catch (IOException | IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }
}
