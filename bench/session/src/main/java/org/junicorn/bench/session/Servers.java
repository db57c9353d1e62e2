package org.junicorn.bench.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junicorn.bench.Folders;
import org.junicorn.bench.Server;
import org.junicorn.bench.Tomcat;

/**
 * Starts the servers, all with the same application, {@value #THREADS} request threads, {@value #HEAP_MB} MB of heap and
 * the same collector; two workers share the threads and the heap.
 */
final class Servers {
    static final int THREADS = 16;
    static final int HEAP_MB = 512;
    static final String TOMCAT = "Tomcat, memory";
    private static final String MEMORY = "Junicorn, memory";
    private static final String LOCAL = "Junicorn, local";
    private static final String LOCAL_TWO = "Junicorn, local, 2 workers";
    private static final String REDIS = "Junicorn, Redis";
    private static final String REDISSON = "Tomcat, Redisson";

    private static final Pattern JUNICORN_READY =
            Pattern.compile("(?s) listening address=http://127\\.0\\.0\\.1:(\\d+).* server\\.ready ");
    /** Tomcat names the port first and says later that it has started. */
    private static final Pattern TOMCAT_READY =
            Pattern.compile("(?s)Starting ProtocolHandler \\[\"http-nio-[^\"]*auto-\\d+-(\\d+)\".*Server startup in ");

    private final Path launcher;
    private final Path target;
    private final Path work;
    private final Path war;
    private final Optional<Path> recordings;
    private final Pattern only;
    private final Tomcat tomcat;

    /**
     * @param target this module's folder of what was built and fetched
     * @param work an empty folder
     * @param recordings where flight recordings go, if there are to be any
     * @param only finds something in the names of the servers that are measured beside Tomcat's memory manager
     */
    Servers(Path launcher, Path target, Path work, Optional<Path> recordings, Pattern only) throws IOException {
        this.launcher = launcher;
        this.target = target;
        this.work = work;
        this.recordings = recordings;
        this.only = only;
        this.tomcat = new Tomcat(Folders.only(target.resolve("tomcat")));
        this.war = work.resolve("ROOT.war");
        try (OutputStream file = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(file);
                InputStream servlet = Servers.class.getResourceAsStream("CartServlet.class")) {
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/org/junicorn/bench/session/CartServlet.class"));
            servlet.transferTo(zip);
            zip.closeEntry();
        }
    }

    List<Server> startAll(Path jdk, Optional<Redis> redis) throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        try {
            for (Kind kind : kinds(jdk, redis)) {
                if (kind.name().equals(TOMCAT) || only.matcher(kind.name()).find()) {
                    servers.add(kind.starter().start());
                }
            }
            return servers;
        } catch (IOException | InterruptedException e) {
            for (Server server : servers) {
                server.stop();
            }
            throw e;
        }
    }

    private interface Starter {
        Server start() throws IOException, InterruptedException;
    }

    private record Kind(String name, Starter starter) {}

    private List<Kind> kinds(Path jdk, Optional<Redis> redis) {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind(TOMCAT, () -> tomcat(TOMCAT, jdk, "", List.of())));
        kinds.add(new Kind(MEMORY, () -> junicorn(MEMORY, jdk, 1, "memory", List.of())));
        kinds.add(new Kind(LOCAL, () -> junicorn(LOCAL, jdk, 1, "local", List.of())));
        kinds.add(new Kind(LOCAL_TWO, () -> junicorn(LOCAL_TWO, jdk, 2, "local", List.of())));
        redis.ifPresent(store -> {
            List<Process> helpers = List.of(store.process());
            kinds.add(new Kind(REDIS, () -> junicorn(REDIS, jdk, 1, store.url(0), helpers)));
            kinds.add(new Kind(REDISSON, () -> tomcat(REDISSON, jdk, redissonManager(store), helpers)));
        });
        return kinds;
    }

    private Server junicorn(String name, Path jdk, int workers, String store, List<Process> helpers)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, "junicorn");
        List<String> command = new ArrayList<>(
                List.of(jdk.resolve("bin/java").toString(), "-jar", launcher.toString(), "--app", war.toString()));
        command.addAll(List.of("--bind", "127.0.0.1:0", "--work-dir", folder.toString(), "--no-preload-app"));
        command.addAll(List.of("--workers", Integer.toString(workers)));
        command.addAll(List.of("--threads", Integer.toString(THREADS / workers)));
        command.addAll(List.of("--session-store", store));
        command.add("--java-opts=" + String.join(" ", jvm(name, jdk, HEAP_MB / workers)));
        return Server.start(name, folder, command, JUNICORN_READY, helpers);
    }

    /** As it is shipped, with a server.xml that has nothing but a connector and a host. */
    private Server tomcat(String name, Path jdk, String manager, List<Process> helpers)
            throws IOException, InterruptedException {
        Path base = Files.createTempDirectory(work, "tomcat");
        tomcat.prepare(base, war, serverXml());
        if (!manager.isEmpty()) {
            Files.writeString(base.resolve("conf/context.xml"), "<Context>" + manager + "</Context>");
            Folders.copyFiles(target.resolve("redisson"), base.resolve("lib"));
        }
        return Server.start(name, base, tomcat.command(base, jdk, jvm(name, jdk, HEAP_MB)), TOMCAT_READY, helpers);
    }

    private List<String> jvm(String name, Path jdk, int heap) throws IOException {
        List<String> options =
                new ArrayList<>(List.of("-Xms" + heap + "m", "-Xmx" + heap + "m", "-XX:+" + collector()));
        if (recordings.isPresent()) {
            // Into a folder each JVM writes a file named after its process.
            Path folder = recordings.get().resolve((name + " " + jdk.getFileName()).replaceAll("[^A-Za-z0-9]+", "-"));
            options.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                    + Files.createDirectories(folder));
        }
        return options;
    }

    /** What Junicorn takes; Tomcat would get another one of a JVM with so much memory. */
    static String collector() {
        return Runtime.getRuntime().availableProcessors() <= 2 ? "UseSerialGC" : "UseG1GC";
    }

    private static String serverXml() {
        return "<Server port='-1'><Service name='Catalina'>"
                + "<Connector port='0' address='127.0.0.1' protocol='HTTP/1.1' maxKeepAliveRequests='-1' maxThreads='"
                + THREADS + "'/>"
                + "<Engine name='Catalina' defaultHost='localhost'>"
                + "<Host name='localhost' appBase='webapps' autoDeploy='false'/></Engine></Service></Server>";
    }

    /**
     * The one pair of modes that keeps a change in place, which the manager's default loses: a server reads from its own
     * memory, into which Redis publishes what other servers write, and writes all attributes when a request ends.
     */
    private static String redissonManager(Redis redis) throws IOException {
        Path config = Files.createTempFile("redisson", ".yaml");
        config.toFile().deleteOnExit();
        Files.writeString(config, "singleServerConfig:\n  address: \"" + redis.address() + "\"\n  database: 1\n");
        return "<Manager className='org.redisson.tomcat.RedissonSessionManager' configPath='" + config
                + "' readMode='MEMORY' updateMode='AFTER_REQUEST' broadcastSessionEvents='false'/>";
    }

    String tomcatVersion() {
        return tomcat.version();
    }
}
