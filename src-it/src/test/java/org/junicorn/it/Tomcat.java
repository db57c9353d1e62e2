package org.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Tomcat as it is shipped, unpacked by the build, with a folder of its own for configuration and applications. Only
 * its ports are changed: none for shutdown, a free one of 127.0.0.1 for HTTP.
 */
final class Tomcat implements AutoCloseable {
    private static final Pattern PORT =
            Pattern.compile("Starting ProtocolHandler \\[\"http-nio-[^\"]*auto-\\d+-(\\d+)\"");
    private static final Pattern STARTED = Pattern.compile("Server startup in ");
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    private final Process process;
    private final EventLog log;

    private Tomcat(Process process, Path log) {
        this.process = process;
        this.log = new EventLog(log, process::isAlive);
    }

    /** Starts it with one application. {@link #address} waits for it.
     *
     * @param base its folder, which is made
     * @param name of the application: its context path without the slash
     * @param users a tomcat-users.xml
     */
    static Tomcat start(Path base, String name, Path war, String users) {
        Path home = Path.of(System.getProperty("it.tomcat"));
        try {
            for (String folder : List.of("conf", "logs", "temp", "webapps", "work")) {
                Files.createDirectories(base.resolve(folder));
            }
            try (Stream<Path> files = Files.list(home.resolve("conf"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, base.resolve("conf").resolve(file.getFileName()));
                }
            }
            Files.writeString(base.resolve("conf/tomcat-users.xml"), users);
            Path server = base.resolve("conf/server.xml");
            Files.writeString(server, onFreePort(Files.readString(server)));
            Files.copy(war, base.resolve("webapps").resolve(name + ".war"));
            Path log = base.resolve("logs/out.log");
            Process process = new ProcessBuilder(command(home, base))
                    .directory(base.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Tomcat(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String onFreePort(String server) {
        String changed = server.replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                .replace(
                        "<Connector port=\"8080\" protocol=\"HTTP/1.1\"",
                        "<Connector port=\"0\" address=\"127.0.0.1\" protocol=\"HTTP/1.1\"");
        if (!changed.contains("port=\"-1\"") || !changed.contains("<Connector port=\"0\"")) {
            throw new IllegalStateException("Tomcat's server.xml has another form than expected");
        }
        return changed;
    }

    /** As catalina.sh does. */
    private static List<String> command(Path home, Path base) {
        List<String> command = new ArrayList<>();
        command.add(Jdk.underTest().home().resolve("bin/java").toString());
        OPENED.forEach(part -> command.add("--add-opens=" + part + "=ALL-UNNAMED"));
        command.add("-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
        command.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
        command.add("-Dcatalina.home=" + home);
        command.add("-Dcatalina.base=" + base);
        command.add("-Djava.io.tmpdir=" + base.resolve("temp"));
        command.add("-cp");
        command.add(home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"));
        command.add("org.apache.catalina.startup.Bootstrap");
        command.add("start");
        return command;
    }

    /** Where it listens, as soon as its application is started. */
    Address address() {
        Await.until("Tomcat is up", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("Tomcat ended:\n" + log.text());
            }
            return find(STARTED).isPresent();
        });
        return Address.parse("http://127.0.0.1:" + find(PORT).orElseThrow().group(1));
    }

    private Optional<Matcher> find(Pattern pattern) {
        return log.lines().stream().map(pattern::matcher).filter(Matcher::find).findFirst();
    }

    String log() {
        return log.text();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
