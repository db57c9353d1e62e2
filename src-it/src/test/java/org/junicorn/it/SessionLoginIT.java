package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications and their frameworks keep in sessions works with any worker. */
class SessionLoginIT {
    @RegisterExtension
    final Servers servers = new Servers();

    /** Somebody with a browser whose every request makes a connection, so that any worker may answer. */
    private static final class Visitor {
        private final Address address;
        private final Map<String, String> cookies = new TreeMap<>();

        Visitor(ServerProcess server) {
            address = server.address();
        }

        Http.Response get(String path) throws HttpFailure {
            return ask("GET", path, List.of(), new byte[0]);
        }

        Http.Response submit(String path, Map<String, String> form) throws HttpFailure {
            String body = form.entrySet().stream()
                    .map(field ->
                            URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                    .collect(Collectors.joining("&"));
            return ask("POST", path, List.of("Content-Type: application/x-www-form-urlencoded"), body.getBytes(UTF_8));
        }

        private Http.Response ask(String method, String path, List<String> headers, byte[] body) throws HttpFailure {
            List<String> all = new java.util.ArrayList<>(headers);
            all.add("Connection: close");
            if (!cookies.isEmpty()) {
                all.add("Cookie: "
                        + cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            try (Http.Connection connection = Http.Connection.open(address)) {
                Http.Response response = connection.exchange(method, path, all, body);
                Matcher set = Pattern.compile("(\\w+)=([^;]+);").matcher(response.header("set-cookie"));
                if (set.find()) {
                    cookies.put(set.group(1), set.group(2));
                }
                return response;
            }
        }

        String session() {
            return cookies.get(SessionClient.COOKIE);
        }
    }

    private Path users(String role) throws IOException {
        return Files.writeString(
                servers.directory().resolve("tomcat-users.xml"),
                "<tomcat-users><user username=\"jo\" password=\"secret\" roles=\"" + role + "\"/></tomcat-users>");
    }

    @Test
    void aLogInByFormHoldsForAllWorkersAndOverAReload() throws Exception {
        ServerProcess server = servers.session()
                .workers(4)
                .option("--tomcat-users", users("customer"))
                .serve();
        for (int i = 0; i < 10; i++) {
            Visitor jo = new Visitor(server);
            jo.submit("/cart", Map.of("add", "tea"));
            String before = jo.session();
            assertThat(jo.get("/checkout").text()).contains("Who are you?");
            assertThat(jo.submit("/j_security_check", Map.of("j_username", "jo", "j_password", "wrong"))
                            .text())
                    .contains("That was wrong.");
            Http.Response right = jo.submit("/j_security_check", Map.of("j_username", "jo", "j_password", "secret"));
            assertThat(right.header("location")).isEqualTo("/checkout");
            assertThat(jo.session()).isNotEqualTo(before);
            for (int n = 0; n < 10; n++) {
                assertThat(jo.get("/checkout").text()).contains("jo, you have 1 pieces.");
            }
            // the id of before the log-in is worth nothing
            Visitor thief = new Visitor(server);
            thief.cookies.put(SessionClient.COOKIE, before);
            assertThat(thief.get("/checkout").text()).contains("Who are you?");
            if (i == 0) {
                List<Long> old = server.workers();
                Reloads.reload(server);
                Await.until("the old workers are gone", () -> server.workers().stream()
                        .noneMatch(old::contains));
                assertThat(jo.get("/checkout").text()).contains("jo, you have 1 pieces.");
            }
            jo.submit("/invalidate", Map.of());
            assertThat(jo.get("/checkout").text()).contains("Who are you?");
        }
    }

    @Test
    void aFormThatWasSentBeforeTheLogInIsSentOnByAnyWorker() throws Exception {
        ServerProcess server = servers.server()
                .app(Wars.sample("shop").resolve("shop.war"))
                .workers(3)
                .option("--tomcat-users", users("member"))
                .serve();
        for (int i = 0; i < 5; i++) {
            Visitor jo = new Visitor(server);
            assertThat(jo.submit("/members/items", Map.of("name", "item" + i, "cents", "100"))
                            .text())
                    .contains("Who are you?");
            Http.Response right =
                    jo.submit("/members/j_security_check", Map.of("j_username", "jo", "j_password", "secret"));
            assertThat(right.header("location")).isEqualTo("/members/items");
            assertThat(jo.get("/members/items").status()).isEqualTo(302);
            assertThat(jo.get("/members/items").text()).contains("Welcome, jo");
        }
    }

    @Test
    void aBeanOfASessionIsTheSameInAllWorkers() throws Exception {
        ServerProcess server = servers.server()
                .app(Wars.sample("faces").resolve("faces.war"))
                .workers(2)
                .serve();
        Visitor client = new Visitor(server);
        Http.Response page = client.get("/index.xhtml");
        for (int i = 0; i < 6; i++) {
            Matcher state = Pattern.compile("name=\"jakarta.faces.ViewState\"[^>]* value=\"([^\"]+)\"")
                    .matcher(page.text());
            assertThat(state.find()).as(page.toString()).isTrue();
            page = client.submit(
                    "/index.xhtml",
                    Map.of(
                            "form",
                            "form",
                            "form:name",
                            "Jo" + i,
                            "form:greet",
                            "Greet",
                            "jakarta.faces.ViewState",
                            state.group(1)));
            assertThat(page.text()).contains("Hello, Jo" + i + "!");
            for (int n = 0; n < 4; n++) {
                assertThat(client.get("/").text()).contains("Hello, Jo" + i + "!");
            }
        }
    }

    @Test
    void springsControllersFindTheirSessionInAnyWorker() throws Exception {
        ServerProcess server = servers.server()
                .app(Wars.sample("spring-mvc").resolve("spring-mvc.war"))
                .workers(2)
                .serve();
        Visitor client = new Visitor(server);
        for (int i = 1; i <= 20; i++) {
            assertThat(client.get("/mine").text()).isEqualTo("mine " + i);
        }
    }
}
