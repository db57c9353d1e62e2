package org.junicorn.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junicorn.bench.Folders;
import org.junicorn.bench.Server;
import org.junicorn.bench.Tomcat;

/** The servers to measure, each as it is shipped but for what the report names. */
final class Contestants {
    static final String TOMCAT = "Tomcat";
    static final String JETTY = "Jetty";
    static final String UNDERTOW = "undertow-servlet";
    static final String JUNICORN = "Junicorn";
    private static final String PORT = "127\\.0\\.0\\.1:(\\d+)";

    private final Path launcher;
    private final Path target;
    private final Tomcat tomcat;
    private final Path jetty;
    private final Keys keys;
    private final List<String> jvm;
    private final Map<String, List<String>> variants;

    /**
     * @param target this module's folder of what was built and fetched
     * @param jvm options for each JVM that serves
     * @param variants further settings of Junicorn, by the name of what is measured with them
     */
    Contestants(Path launcher, Path target, Keys keys, List<String> jvm, Map<String, List<String>> variants)
            throws IOException {
        this.launcher = launcher;
        this.target = target;
        this.tomcat = new Tomcat(Folders.only(target.resolve("tomcat")));
        this.jetty = Folders.only(target.resolve("jetty"));
        this.keys = keys;
        this.jvm = List.copyOf(jvm);
        this.variants = Map.copyOf(variants);
    }

    /** Starts a server with one application, which it serves under the root. */
    interface Starter {
        /**
         * @param folder its own, kept from one start to the next
         * @param tls whether it has a port for TLS, too, whose number is the second group of its pattern
         */
        Server start(Path jdk, Path war, Path folder, boolean tls) throws IOException, InterruptedException;
    }

    /**
     * One that can be measured.
     *
     * @param complete finds, in its log, that all its processes are there
     * @param trained finds, in its log, that it has made what makes its next start faster
     * @param anyApplication whether it serves others than the one of this benchmark
     */
    record Contestant(String name, Starter starter, Pattern complete, Pattern trained, boolean anyApplication) {}

    /**
     * @param word {@code tomcat}, {@code jetty}, {@code undertow}, {@code junicorn}, {@code junicorn:4} with so many
     *     workers, or the name of a variant, which may have workers, too
     * @throws IllegalArgumentException for another word; the message is for the user
     */
    Contestant of(String word) {
        Pattern any = Pattern.compile("");
        switch (word.toLowerCase(Locale.ROOT)) {
            case "tomcat":
                return new Contestant(TOMCAT, this::tomcat, any, any, true);
            case "jetty":
                return new Contestant(JETTY, this::jetty, any, any, true);
            case "undertow":
                return new Contestant(UNDERTOW, this::undertow, any, any, false);
            default:
                return junicorn(word);
        }
    }

    private Contestant junicorn(String word) {
        String[] parts = word.split(":", 2);
        String workers = parts.length == 1 ? "1" : parts[1];
        boolean plain = parts[0].equalsIgnoreCase(JUNICORN);
        if (!plain && !variants.containsKey(parts[0]) || !workers.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(word
                    + ": there is no such server; there are tomcat, jetty, undertow, junicorn, junicorn:4 with so many"
                    + " workers, and what --variant NAME=OPTIONS names");
        }
        List<String> more = plain ? List.of() : variants.get(parts[0]);
        String name =
                JUNICORN + (plain ? "" : ", " + parts[0]) + (workers.equals("1") ? "" : ", " + workers + " workers");
        return new Contestant(
                name,
                (jdk, war, folder, tls) -> junicorn(name, workers, more, jdk, war, folder, tls),
                Pattern.compile("(?s)( worker\\.ready .*){" + workers + "}"),
                Pattern.compile(" archive\\.(made|not_made) "),
                true);
    }

    private Server junicorn(
            String name, String workers, List<String> more, Path jdk, Path war, Path folder, boolean tls)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(java(jdk), "-jar", launcher.toString(), "--app", war.toString()));
        command.addAll(List.of("--workers", workers, "--bind", "127.0.0.1:0", "--work-dir", folder.toString()));
        if (tls) {
            command.addAll(List.of("--bind", "https://127.0.0.1:0", "--http-protocols", "h1,h2"));
            command.addAll(List.of("--keystore", keys.store().toString()));
            command.addAll(
                    List.of("--keystore-password-file", keys.passwordFile().toString()));
        }
        if (!jvm.isEmpty()) {
            command.add("--java-opts=" + String.join(" ", jvm));
        }
        command.addAll(more);
        String secure = tls ? "(?s:.*) listening address=https://" + PORT : "";
        return Server.start(
                name, folder, command, Pattern.compile(" listening address=http://" + PORT + secure), List.of());
    }

    private Server tomcat(Path jdk, Path war, Path folder, boolean tls) throws IOException, InterruptedException {
        if (Files.notExists(folder.resolve("conf"))) {
            tomcat.prepare(folder, war, serverXml(tls));
        }
        String secure = tls ? "(?s:.*)Starting ProtocolHandler \\[\"https-[^\"]*-(\\d+)\"" : "";
        Pattern ready = Pattern.compile("Starting ProtocolHandler \\[\"http-[^\"]*-(\\d+)\"" + secure);
        return Server.start(TOMCAT, folder, tomcat.command(folder, jdk, jvm), ready, List.of());
    }

    /**
     * With other ports, without the access log, which the others do not write either, and without closing a connection
     * after 100 requests, which the others do not do either.
     */
    private String serverXml(boolean tls) throws IOException {
        String shipped = tomcat.serverXml();
        String secure = "<Connector port=\"0\" address=\"127.0.0.1\" SSLEnabled=\"true\" maxKeepAliveRequests=\"-1\""
                + " protocol=\"org.apache.coyote.http11.Http11NioProtocol\">"
                + "<UpgradeProtocol className=\"org.apache.coyote.http2.Http2Protocol\" /><SSLHostConfig>"
                + "<Certificate certificateKeystoreFile=\"" + keys.store() + "\" certificateKeystorePassword=\""
                + Keys.PASSWORD + "\" /></SSLHostConfig></Connector>";
        String changed = shipped.replace("<Server port=\"8005\"", "<Server port=\"-1\"")
                .replaceFirst("(?s)<Valve className=\"org\\.apache\\.catalina\\.valves\\.AccessLogValve\".*?/>", "")
                .replace(
                        "<Connector port=\"8080\" protocol=\"HTTP/1.1\"",
                        "<Connector port=\"0\" address=\"127.0.0.1\" maxKeepAliveRequests=\"-1\" protocol=\"HTTP/1.1\"")
                .replace("<Engine name=\"Catalina\"", (tls ? secure : "") + "<Engine name=\"Catalina\"");
        if (!changed.contains("port=\"-1\"")
                || !changed.contains("<Connector port=\"0\"")
                || changed.contains("AccessLogValve")) {
            throw new IOException("Tomcat's server.xml has another form than expected");
        }
        return changed;
    }

    private Server jetty(Path jdk, Path war, Path folder, boolean tls) throws IOException, InterruptedException {
        Path webapps = folder.resolve("webapps");
        if (Files.notExists(webapps)) {
            Files.copy(war, Files.createDirectories(webapps).resolve("ROOT.war"));
            Files.createDirectories(folder.resolve("work")); // where it unpacks to, and finds it again
        }
        List<String> command = new ArrayList<>(List.of(java(jdk)));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jetty.resolve("start.jar").toString(), "jetty.base=" + folder));
        command.addAll(List.of("jetty.http.host=127.0.0.1", "jetty.http.port=0"));
        if (tls) {
            command.addAll(List.of("jetty.ssl.host=127.0.0.1", "jetty.ssl.port=0"));
            command.add("jetty.sslContext.keyStorePath=" + keys.store());
            command.add("jetty.sslContext.keyStorePassword=" + Keys.PASSWORD);
        }
        // After the modules, which have an environment of their own, properties would be of that one.
        command.add("--modules=http,ee11-deploy,ee11-annotations,ee11-jsp" + (tls ? ",https,http2" : ""));
        String started = "(?=.*Started [^ ]*ServerConnector@[^ ]*\\{";
        String secure = tls ? started + "SSL, [^}]*\\}\\{" + PORT + ")" : "";
        Pattern ready = Pattern.compile("(?s)\\A" + started + "HTTP/1\\.1, [^}]*\\}\\{" + PORT + ")" + secure);
        return Server.start(JETTY, folder, command, ready, List.of());
    }

    private Server undertow(Path jdk, Path war, Path folder, boolean tls) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java(jdk)));
        command.addAll(jvm);
        command.addAll(List.of("-cp", target.resolve("classes") + ":" + target.resolve("lib") + "/*"));
        command.addAll(List.of(
                RawUndertow.class.getName(),
                war.toString(),
                folder.resolve("app").toString()));
        if (tls) {
            command.addAll(List.of(keys.store().toString(), Keys.PASSWORD));
        }
        Pattern ready =
                Pattern.compile("(?s)listening http (\\d+)" + (tls ? ".*listening https (\\d+)" : "") + ".*started");
        return Server.start(UNDERTOW, folder, command, ready, List.of());
    }

    private static String java(Path jdk) {
        return jdk.resolve("bin/java").toString();
    }

    /** Of what is compared with. */
    String versions() throws IOException {
        return "Tomcat " + tomcat.version() + ", Jetty "
                + jetty.getFileName().toString().replaceAll("^[^0-9]*", "") + ", undertow-core "
                + library("undertow-core")
                + " with undertow-servlet " + library("undertow-servlet");
    }

    private String library(String name) throws IOException {
        try (var files = Files.list(target.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches(name + "-[0-9].*"))
                    .map(file -> file.substring(name.length() + 1).replace(".jar", ""))
                    .findFirst()
                    .orElse("?");
        }
    }
}
