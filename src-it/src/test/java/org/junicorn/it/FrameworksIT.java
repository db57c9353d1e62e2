package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications of the frameworks that people use, two workers each. */
class FrameworksIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private ServerProcess.Builder sample(String name) {
        return servers.server().app(Wars.sample(name).resolve(name + ".war")).workers(2);
    }

    /** Somebody with a browser: one connection, so that it stays with its session, and cookies. */
    private static final class Visitor implements AutoCloseable {
        private final Http.Connection connection;
        private final Map<String, String> cookies = new LinkedHashMap<>();

        Visitor(ServerProcess server) throws HttpFailure {
            connection = Http.Connection.open(server.address());
        }

        Http.Response get(String path) throws HttpFailure {
            return ask("GET", path, List.of(), new byte[0]);
        }

        Http.Response submit(String path, Map<String, String> form) throws HttpFailure {
            String body = form.entrySet().stream()
                    .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                    .collect(Collectors.joining("&"));
            return ask("POST", path, List.of("Content-Type: application/x-www-form-urlencoded"), body.getBytes(UTF_8));
        }

        Http.Response ask(String method, String path, List<String> headers, byte[] body) throws HttpFailure {
            List<String> all = new ArrayList<>(headers);
            if (!cookies.isEmpty()) {
                all.add("Cookie: "
                        + cookies.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; ")));
            }
            Http.Response response = connection.exchange(method, path, all, body);
            Matcher set = Pattern.compile("(\\w+)=([^;]+);").matcher(response.header("set-cookie"));
            if (set.find()) {
                cookies.put(set.group(1), set.group(2));
            }
            return response;
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, UTF_8);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    private static String found(String pattern, Http.Response response) {
        Matcher matcher = Pattern.compile(pattern).matcher(response.text());
        assertThat(matcher.find()).as(pattern + " in " + response).isTrue();
        return matcher.group(1);
    }

    private static void assertStopsCleanly(ServerProcess server) {
        server.signal("TERM");
        server.awaitGone();
        assertThat(server.log().text()).doesNotContain(" ERROR ", "SEVERE", "Exception");
    }

    @Test
    void jerseyServesItsResources() throws IOException {
        ServerProcess server = sample("jersey").serve();
        try (Visitor client = new Visitor(server)) {
            assertThat(client.get("/api/items/tea?times=2").text()).isEqualTo("{\"name\":\"tea\",\"cents\":200}");
            Http.Response created = client.ask(
                    "POST",
                    "/api/items",
                    List.of("Content-Type: application/json"),
                    "{\"name\":\"cake\",\"cents\":3}".getBytes(UTF_8));
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("location")).endsWith("/api/items/cake");
            assertThat(client.get("/api/items/later/tea").text()).isEqualTo("{\"name\":\"tea\",\"cents\":1}");
            Http.Response missing = client.get("/api/items/nothing");
            assertThat(missing.status()).isEqualTo(404);
            assertThat(missing.text()).isEqualTo("{\"error\":\"there is no nothing\"}");
            assertThat(client.ask("POST", "/api/items", List.of("Content-Type: text/plain"), "x".getBytes(UTF_8))
                            .status())
                    .isEqualTo(415);
        }
        assertStopsCleanly(server);
    }

    @Test
    void jersey2RunsConverted() throws IOException {
        ServerProcess server = sample("jersey-2").serve();
        try (Visitor client = new Visitor(server)) {
            assertThat(client.get("/api/greetings/jo").text()).isEqualTo("hello jo");
            Http.Response taken =
                    client.ask("POST", "/api/greetings", List.of("Content-Type: text/plain"), "hey".getBytes(UTF_8));
            assertThat(taken.status()).isEqualTo(202);
            assertThat(taken.text()).isEqualTo("hey");
            assertThat(client.get("/api/nowhere").status()).isEqualTo(404);
        }
        assertThat(server.log().events("app.converted")).hasSize(1);
        assertStopsCleanly(server);
    }

    @Test
    void springMvcStartsWithoutADescriptor() throws IOException {
        ServerProcess server = sample("spring-mvc").serve();
        try (Visitor client = new Visitor(server)) {
            assertThat(client.get("/visits/jo").text()).contains("\"who\":\"jo\"", "\"visit\":1");
            assertThat(client.get("/later").text()).isEqualTo("later");
            assertThat(client.get("/gone").status()).isEqualTo(410);
            assertThat(client.get("/nowhere").status()).isEqualTo(404);
            Http.Response style = client.get("/style.css");
            assertThat(style.header("content-type")).startsWith("text/css");
            assertThat(style.header("etag")).startsWith("W/\"");
            assertThat(client.get("/mine").text()).isEqualTo("mine 1");
            assertThat(client.get("/mine").text()).isEqualTo("mine 2");
            byte[] upload = ("--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.bin\"\r\n\r\n"
                            + "x".repeat(3_000_000) + "\r\n--limit--\r\n")
                    .getBytes(UTF_8);
            assertThat(client.ask(
                                    "POST",
                                    "/upload",
                                    List.of("Content-Type: multipart/form-data; boundary=limit"),
                                    upload)
                            .text())
                    .contains("\"name\":\"big.bin\"", "\"bytes\":3000000");
        }
        assertStopsCleanly(server);
        assertThat(server.log().text()).contains("context closed");
    }

    @Test
    void wicketKeepsItsPagesBetweenRequests() throws IOException {
        ServerProcess server = sample("wicket").serve();
        try (Visitor client = new Visitor(server)) {
            Http.Response page = followed(client, client.get("/"));
            assertThat(page.text()).contains("count: <span>0</span>");
            page = followed(client, client.get(wicketUrl("<a href=\"([^\"]+)\">more", page)));
            assertThat(page.text()).contains("count: <span>1</span>");
            page = followed(client, client.submit(wicketUrl("action=\"([^\"]+)\"", page), Map.of("p::name", "")));
            assertThat(page.text()).contains("feedbackPanelERROR");
            page = followed(client, client.submit(wicketUrl("action=\"([^\"]+)\"", page), Map.of("p::name", "Jo <b>")));
            assertThat(page.text()).contains("hello Jo &lt;b&gt;", "count: <span>1</span>");
        }
        assertStopsCleanly(server);
    }

    private static Http.Response followed(Visitor client, Http.Response redirect) throws HttpFailure {
        assertThat(redirect.status()).isEqualTo(302);
        return client.get(wicketUrl(redirect.header("location")));
    }

    private static String wicketUrl(String pattern, Http.Response page) {
        return wicketUrl(found(pattern, page));
    }

    /** They are relative to the one page there is. */
    private static String wicketUrl(String relative) {
        assertThat(relative).startsWith("./");
        return relative.substring(1).replaceAll(";jsessionid=[^?]*", "").replace("&amp;", "&");
    }

    @Test
    void facesAndCdiShareTheirBeans() throws IOException {
        ServerProcess server = sample("faces").serve();
        try (Visitor client = new Visitor(server)) {
            Http.Response page = client.get("/index.xhtml");
            assertThat(page.status()).isEqualTo(200);
            Http.Response tooShort = client.submit("/index.xhtml", facesForm(page, "J"));
            assertThat(tooShort.text()).contains("Length is less than allowable minimum of '2'");
            Http.Response greeted = client.submit("/index.xhtml", facesForm(tooShort, "Jo <b>"));
            assertThat(greeted.text()).contains("<p id=\"text\">Hello, Jo &lt;b&gt;!</p>");
            assertThat(client.get("/").text()).contains("Hello, Jo &lt;b&gt;!");
            assertThat(client.get("/greet?name=servlet").text()).isEqualTo("Hello, servlet!");
            assertThat(client.get("/nowhere.xhtml").status()).isEqualTo(404);
        }
        assertStopsCleanly(server);
        assertThat(server.log().text()).contains("words end");
    }

    private static Map<String, String> facesForm(Http.Response page, String name) {
        String state = found("name=\"jakarta.faces.ViewState\"[^>]* value=\"([^\"]+)\"", page);
        return Map.of("form", "form", "form:name", name, "form:greet", "Greet", "jakarta.faces.ViewState", state);
    }

    @Test
    void strutsValidatesAndAnswersByJsp() throws IOException {
        ServerProcess server = sample("struts").serve();
        try (Visitor client = new Visitor(server)) {
            assertThat(client.get("/form.action").text()).contains("name=\"name\"", "value=\"Greet\"");
            assertThat(client.submit("/greet.action", Map.of("name", " ")).text())
                    .contains("a name is needed");
            assertThat(client.submit("/greet.action", Map.of("name", "Jo <b>")).text())
                    .contains("Hello, Jo &lt;b&gt;!");
            assertThat(client.get("/nowhere.action").status()).isEqualTo(404);
        }
        assertStopsCleanly(server);
    }

    @Test
    void aShopOfJspsLogsItsMembersInAndReadsItsDatabase() throws IOException {
        Path users = Files.writeString(
                servers.directory().resolve("tomcat-users.xml"),
                "<tomcat-users><user username=\"jo\" password=\"secret\" roles=\"member\"/></tomcat-users>");
        ServerProcess server = sample("shop").option("--tomcat-users", users).serve();
        try (Visitor client = new Visitor(server)) {
            assertThat(client.get("/items").text()).contains("tea: 2.5 €", "cake &amp; more: 3.2 €");
            assertThat(client.get("/members/items").text()).contains("Who are you?");
            Http.Response wrong =
                    client.submit("/members/j_security_check", Map.of("j_username", "jo", "j_password", "wrong"));
            assertThat(wrong.text()).contains("That was wrong.");
            Http.Response right =
                    client.submit("/members/j_security_check", Map.of("j_username", "jo", "j_password", "secret"));
            assertThat(right.status()).isEqualTo(303);
            assertThat(right.header("location")).isEqualTo("/members/items");
            assertThat(client.get("/members/items").text()).contains("Welcome, jo");
            Http.Response refused = client.submit("/members/items", Map.of("name", "", "cents", "x"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("Sorry: an item has a name and a price in cents.");
            Http.Response added = client.submit("/members/items", Map.of("name", "Kekse & Tee", "cents", "100"));
            assertThat(added.header("location")).isEqualTo("items");
            assertThat(client.get("/members/items").text()).contains("Kekse &amp; Tee: 1.0 €");
        }
        assertThat(server.log().events("app.pool").get(0).field("total")).isEqualTo("16");
        assertStopsCleanly(server);
    }
}
