package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications that other people published. */
class WarIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void jettysSimpleDemoAnswersAsOnTomcat() throws HttpFailure {
        Address address = servers.server()
                .app(Wars.published("jetty-ee10-demo-simple-webapp"))
                .workers(2)
                .serve()
                .address();
        Http.Response welcome = Http.get(address, "/");
        assertThat(welcome.status()).isEqualTo(200);
        assertThat(welcome.text()).contains("Hello World EE10!");
        assertThat(welcome.header("etag")).startsWith("W/\"103-");
        assertThat(Http.get(address, "/index.html").text()).isEqualTo(welcome.text());
        assertThat(Http.get(address, "/hello").status()).isEqualTo(200);
        assertThat(Http.get(address, "/jetty.png").header("content-type")).isEqualTo("image/png");
        assertThat(Http.get(address, "/nope.html").status()).isEqualTo(404);
        try (Http.Connection connection = Http.Connection.open(address)) {
            Http.Response unchanged = connection.exchange(
                    "GET", "/index.html", List.of("If-Modified-Since: Fri, 01 Jan 2038 00:00:00 GMT"), new byte[0]);
            assertThat(unchanged.status()).isEqualTo(304);
        }
    }

    @Test
    void jolokiaAnswersWhenItsLoginIsTakenOut() throws IOException {
        Path original = Wars.published("jolokia-agent-war");
        Path open = Wars.changed(
                original,
                servers.directory().resolve("jolokia.war"),
                Map.of("WEB-INF/web.xml", withoutLogin(original)));
        Address address = servers.server()
                .app(open)
                .option("--context-path", "/jolokia")
                .workers(2)
                .serve()
                .address();
        Http.Response version = Http.get(address, "/jolokia/version");
        assertThat(version.status()).isEqualTo(200);
        assertThat(version.text()).contains("\"agent\":\"2.0.0\"");
        byte[] question =
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SpecName\"}".getBytes(UTF_8);
        assertThat(Http.post(address, "/jolokia/", question).text()).contains("Java Virtual Machine Specification");
    }

    @Test
    void jolokiaAnswersNobodyWithoutALogin() throws HttpFailure {
        Address address = servers.server()
                .app(Wars.published("jolokia-agent-war"))
                .option("--context-path", "/jolokia")
                .serve()
                .address();
        assertThat(Http.get(address, "/jolokia/version").status()).isBetween(400, 403);
    }

    private static String withoutLogin(Path war) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile())) {
            String descriptor = new String(
                    zip.getInputStream(zip.getEntry("WEB-INF/web.xml")).readAllBytes(), UTF_8);
            String open = descriptor.replaceAll("(?s)<security-constraint>.*</security-constraint>", "");
            assertThat(open).isNotEqualTo(descriptor);
            return open;
        }
    }
}
