package org.junicorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Tomcat as it is shipped, with folders of its own for what is configured and written. */
public final class Tomcat {
    /** Packages that catalina.sh opens. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.rmi/sun.rmi.transport");

    private final Path home;

    /** @param home where it is unpacked */
    public Tomcat(Path home) {
        this.home = home;
    }

    public String version() {
        return home.getFileName().toString().replaceAll("[^0-9]*-", "");
    }

    /** The configuration that it is shipped with. */
    public String serverXml() throws IOException {
        return Files.readString(home.resolve("conf/server.xml"));
    }

    /** Makes its folders, with the files of its configuration and with one application. */
    public void prepare(Path base, Path war, String serverXml) throws IOException {
        for (String folder : List.of("conf", "lib", "logs", "temp", "webapps", "work")) {
            Files.createDirectory(base.resolve(folder));
        }
        Folders.copyFiles(home.resolve("conf"), base.resolve("conf"));
        Files.writeString(base.resolve("conf/server.xml"), serverXml);
        Files.copy(war, base.resolve("webapps/ROOT.war"));
    }

    /** As catalina.sh does. */
    public List<String> command(Path base, Path jdk, List<String> jvm) {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        command.addAll(jvm);
        OPENED.forEach(part -> command.add("--add-opens=" + part + "=ALL-UNNAMED"));
        command.add("-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"));
        command.add("-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager");
        command.add("-Dcatalina.home=" + home);
        command.add("-Dcatalina.base=" + base);
        command.add("-Djava.io.tmpdir=" + base.resolve("temp"));
        command.addAll(List.of("-cp", home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar")));
        command.addAll(List.of("org.apache.catalina.startup.Bootstrap", "start"));
        return command;
    }
}
