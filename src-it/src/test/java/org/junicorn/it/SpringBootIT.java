package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Spring Boot application, deployed as a WAR, with Boot 4 and with Boot 3. */
class SpringBootIT {
    private static final String BOOT_4 = "spring-boot";
    private static final String BOOT_3 = "spring-boot-3";

    @RegisterExtension
    final Servers servers = new Servers();

    private ServerProcess.Builder boot(String name) {
        return servers.server().app(Wars.sample(name).resolve(name + ".war"));
    }

    @ParameterizedTest
    @ValueSource(strings = {BOOT_4, BOOT_3})
    void springBootAnswersAlsoWhileItIsReloaded(String name) throws IOException {
        ServerProcess server = boot(name).workers(2).serve();
        assertThat(Http.get(server.address(), "/hello?name=reader").text()).contains("\"hello\":\"reader\"");
        assertThat(Http.get(server.address(), "/later").text()).isEqualTo("later");
        assertThat(Http.get(server.address(), "/conflict").status()).isEqualTo(409);
        Http.Response missing = Http.get(server.address(), "/no-such-page");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).contains("\"status\":404", "\"path\":\"/no-such-page\"");
        assertThat(Http.get(server.address(), "/actuator/health").text()).contains("\"status\":\"UP\"");
        assertThat(upload(server.address())).contains("\"name\":\"a.txt\"", "\"bytes\":3000000");
        try (Load load = Load.on(server.address())
                .keepAlive(2)
                .perRequest(2)
                .path("/hello")
                .start()) {
            Reloads.reload(server);
            long soFar = load.answered();
            Await.until("answers by the new generation", () -> load.answered() > soFar + 200);
            load.stop().assertNoFailures();
        }
        server.signal("TERM");
        server.awaitGone();
        assertThat(server.output().text()).contains("context closed").doesNotContain(" ERROR ");
        assertThat(server.log().text()).doesNotContain(" ERROR ");
    }

    @ParameterizedTest
    @ValueSource(strings = {BOOT_4, BOOT_3})
    void eventsArriveOneByOneAndAWebSocketEchoesAndIsSentAwayByAReload(String name) throws Exception {
        ServerProcess server = boot(name).serve();
        assertEventsArriveOneByOne(server.address());
        try (WebSocketClient client = WebSocketClient.open(server.address(), "/socket")) {
            assertThat(client.send("hello").text()).isEqualTo("nobody: hello");
            Reloads.reload(server);
            assertThat(client.closeCode()).isEqualTo(1001);
        }
        try (WebSocketClient client = WebSocketClient.open(server.address(), "/socket")) {
            assertThat(client.send("again").text()).isEqualTo("nobody: again");
        }
    }

    private static void assertEventsArriveOneByOne(Address address) throws Exception {
        HttpRequest events = HttpRequest.newBuilder(URI.create("http://" + address.host() + "/events"))
                .build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(events, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
            assertThat(next(lines)).isEqualTo("data:begin");
            for (String text : List.of("one", "two", "three")) {
                assertThat(Http.post(address, "/events?text=" + text, new byte[0])
                                .status())
                        .isEqualTo(200);
                assertThat(next(lines)).isEqualTo("data:" + text);
            }
            Http.post(address, "/events?text=end", new byte[0]);
            assertThat(next(lines)).isNull();
        }
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
            line = lines.readLine();
        }
        return line;
    }

    private static String upload(Address address) throws HttpFailure {
        String body = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + "x".repeat(3_000_000) + "\r\n--limit--\r\n";
        try (Http.Connection connection = Http.Connection.open(address)) {
            return connection
                    .exchange(
                            "POST",
                            "/upload",
                            List.of("Content-Type: multipart/form-data; boundary=limit"),
                            body.getBytes(UTF_8))
                    .text();
        }
    }
}
