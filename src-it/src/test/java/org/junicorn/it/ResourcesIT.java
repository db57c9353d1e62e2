package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Data sources, environment entries and callbacks of an application on two workers, as docs/resources.md has them. */
class ResourcesIT {
    private static final String CONTEXT = "<Context>\n  <Resource name=\"jdbc/orders\" auth=\"Container\""
            + " type=\"javax.sql.DataSource\"\n            driverClassName=\"org.h2.Driver\" url=\"jdbc:h2:mem:orders\"\n"
            + "            username=\"sa\" password=\"${ORDERS_PASSWORD}\" maxTotal=\"20\" maxWaitMillis=\"5000\"/>\n"
            + "</Context>\n";

    @RegisterExtension
    final Servers servers = new Servers();

    private static Path driver() {
        try {
            return Path.of(org.h2.Driver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A page that asks for the data source, and leaves a file when its worker ends. */
    private Path war(boolean withDriver) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/context.xml", CONTEXT.getBytes(UTF_8));
        entries.put(
                "WEB-INF/web.xml",
                ("<web-app version=\"6.1\"><env-entry><env-entry-name>greeting</env-entry-name><env-entry-value>hello"
                                + "</env-entry-value></env-entry><resource-ref><res-ref-name>jdbc/orders</res-ref-name>"
                                + "<res-type>javax.sql.DataSource</res-type></resource-ref>"
                                + "<servlet><servlet-name>orders</servlet-name><jsp-file>/orders.jsp</jsp-file>"
                                + "<load-on-startup>1</load-on-startup></servlet></web-app>")
                        .getBytes(UTF_8));
        entries.put(
                "orders.jsp",
                ("<%! @jakarta.annotation.Resource(name = \"jdbc/orders\") javax.sql.DataSource source;"
                                + " @jakarta.annotation.Resource(name = \"greeting\") String greeting;"
                                + " @jakarta.annotation.PreDestroy public void gone() throws Exception {"
                                + " java.nio.file.Files.createFile(java.nio.file.Path.of(System.getenv(\"GONE\"),"
                                + " Long.toString(ProcessHandle.current().pid()))); } %>"
                                + "<% try (java.sql.Connection c = source.getConnection()) {"
                                + " out.print(greeting + \" \" + c.getMetaData().getURL()); } %>")
                        .getBytes(UTF_8));
        if (withDriver) {
            entries.put("WEB-INF/lib/h2.jar", Files.readAllBytes(driver()));
        }
        return Wars.of(servers.directory().resolve("orders.war"), entries);
    }

    private ServerProcess.Builder server(boolean withDriver, Path gone) throws IOException {
        return servers.server()
                .app(war(withDriver))
                .workers(2)
                .environment("ORDERS_PASSWORD", "topsecret")
                .environment("GONE", Files.createDirectories(gone).toString());
    }

    private static void asksTheDatabase(ServerProcess server) throws HttpFailure {
        for (int i = 0; i < 10; i++) {
            Http.Response answer = Http.get(server.address(), "/orders.jsp");
            assertThat(answer.text().strip()).isEqualTo("hello jdbc:h2:mem:orders");
        }
    }

    @Test
    void aPoolOfEachWorkerServesADriverOfTheApplication() throws Exception {
        Path gone = servers.directory().resolve("gone");
        ServerProcess server = server(true, gone).serve();
        asksTheDatabase(server);
        LogEvent pool = server.log().await("app.pool");
        assertThat(pool.field("name")).isEqualTo("jdbc/orders");
        assertThat(pool.field("per_worker")).isEqualTo("20");
        assertThat(pool.field("total")).isEqualTo("40");
        List<String> workers = server.workers().stream().map(String::valueOf).toList();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        assertThat(gone.toFile().list()).isNotEmpty().isSubsetOf(workers);
        assertThat(server.log().text()).doesNotContain("topsecret");
    }

    @Test
    void aDriverInASharedLibraryServesEveryApplication() throws Exception {
        Path lib = Files.createDirectories(servers.directory().resolve("lib"));
        Files.copy(driver(), lib.resolve("h2.jar"));
        ServerProcess server = server(false, servers.directory().resolve("gone"))
                .option("--shared-lib", lib)
                .serve();
        asksTheDatabase(server);
    }

    @Test
    void aSharedLibraryThatIsNotThereIsASettingsError() throws Exception {
        Path missing = servers.directory().resolve("missing");
        ServerProcess server = server(false, servers.directory().resolve("gone"))
                .option("--shared-lib", missing)
                .start();
        assertThat(server.awaitExit()).isEqualTo(1);
        assertThat(server.log().text())
                .contains("shared_lib = \"" + missing + "\" (--shared-lib): " + missing + " does not exist");
    }
}
