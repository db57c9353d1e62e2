package org.junicorn.container.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.security.api.SecurityContext;
import io.undertow.security.idm.Account;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResponseCacheTest {
    private final AtomicInteger answers = new AtomicInteger();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.blocking(
                c -> c.shaping(Shapes.some().cache(1 << 20, 100_000).options()), this::answer);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** The query has headers, as {@code name=value&name=value}. */
    private void answer(HttpServerExchange exchange) throws IOException {
        byte[] body = ("answer " + answers.incrementAndGet()).getBytes(UTF_8);
        for (String pair : exchange.getQueryString().split("&")) {
            String[] parts = pair.split("=", 2);
            switch (parts[0]) {
                case "" -> {}
                case "size" -> body = new byte[Integer.parseInt(parts[1])];
                case "status" -> exchange.setStatusCode(Integer.parseInt(parts[1]));
                case "pad" -> {}
                case "forward" -> {
                    exchange.setRequestURI(parts[1]);
                    exchange.getRequestHeaders().put(Headers.HOST, "other");
                }
                case "login" -> exchange.setSecurityContext(loggedIn());
                case "cookie" -> exchange.setResponseCookie(new CookieImpl("a", "b"));
                default -> exchange.getResponseHeaders().add(new HttpString(parts[0]), parts[1].replace("+", " "));
            }
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
        exchange.getOutputStream().write(body);
    }

    private static SecurityContext loggedIn() {
        Account account = (Account) Proxy.newProxyInstance(
                Account.class.getClassLoader(), new Class<?>[] {Account.class}, (proxy, called, arguments) -> null);
        return (SecurityContext) Proxy.newProxyInstance(
                SecurityContext.class.getClassLoader(),
                new Class<?>[] {SecurityContext.class},
                (proxy, called, arguments) -> called.getName().equals("getAuthenticatedAccount") ? account : null);
    }

    private Client.Response ask(String method, String target, String... headers) throws IOException {
        try (Client client = server.client()) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: h\r\n");
            for (String header : headers) {
                client.send(header + "\r\n");
            }
            client.send("\r\n");
            return client.read(method.equals("HEAD"));
        }
    }

    @Test
    void whatHasAnExplicitLifetimeIsAnsweredFromTheCache() throws IOException {
        Client.Response first = ask("GET", "/?Cache-Control=max-age=60&X-Own=1");
        assertThat(first.text()).isEqualTo("answer 1");
        assertThat(first.headers()).doesNotContainKeys("age", "cache-status");
        Client.Response second = ask("GET", "/?Cache-Control=max-age=60&X-Own=1");
        assertThat(second.text()).isEqualTo("answer 1");
        assertThat(second.header("age")).isIn("0", "1", "2");
        assertThat(second.header("cache-status")).startsWith("edge; hit; ttl=");
        assertThat(second.header("content-type")).isEqualTo("text/plain");
        assertThat(second.header("x-own")).isEqualTo("1");
        assertThat(second.header("date")).isEqualTo(first.header("date"));
        assertThat(second.header("content-length")).isEqualTo("8");
        Client.Response head = ask("HEAD", "/?Cache-Control=max-age=60&X-Own=1");
        assertThat(head.header("content-length")).isEqualTo("8");
        assertThat(ask("GET", "/other?Cache-Control=max-age=60&X-Own=1").text())
                .as("of another path")
                .isEqualTo("answer 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?ETag=x&Last-Modified=Thu,+01+Jan+2026+00:00:00+GMT",
                "/?Cache-Control=public",
                "/?Cache-Control=max-age=60,+private",
                "/?Cache-Control=no-store,max-age=60",
                "/?Cache-Control=no-cache,max-age=60",
                "/?Cache-Control=max-age=60,s-maxage=0",
                "/?Cache-Control=max-age=x",
                "/?Cache-Control=max-age=60&Age=60",
                "/?Cache-Control=max-age=60&Vary=*",
                "/?Cache-Control=max-age=60&Set-Cookie=a=b",
                "/?Cache-Control=max-age=60&cookie",
                "/?Cache-Control=max-age=60&login",
                "/?Cache-Control=max-age=60&status=500",
                "/?Cache-Control=max-age=60&status=206&Content-Range=bytes+0-7/9",
                "/?Cache-Control=max-age=60&status=302",
                "/?Cache-Control=max-age=60&size=100001",
                "/?Expires=0",
                "/?Expires=Thu,+01+Jan+2026+00:00:00+GMT"
            })
    void whatMayNotBeSharedOrHasNoLifetimeIsNot(String target) throws IOException {
        ask("GET", target);
        ask("GET", target);
        assertThat(answers).hasValue(2);
    }

    @Test
    void otherWaysToSayALifetimeCountAsWell() throws IOException {
        for (String target : List.of(
                "/a?Cache-Control=max-age=0,+s-maxage=60",
                "/b?Expires=Thu,+01+Jan+2099+00:00:00+GMT",
                "/d?Cache-Control=max-age=60&status=404")) {
            int before = answers.get();
            ask("GET", target);
            ask("GET", target);
            assertThat(answers).as(target).hasValue(before + 1);
        }
    }

    @Test
    void whatBelongsToSomebodyOrIsAskedForAnewGoesToTheApplication() throws IOException {
        String target = "/?Cache-Control=max-age=60,public";
        ask("GET", target);
        for (String header : List.of(
                "Authorization: Basic YTpi",
                "Cache-Control: no-cache",
                "Cache-Control: no-store",
                "Pragma: no-cache",
                "Range: bytes=0-1")) {
            int before = answers.get();
            ask("GET", target, header);
            assertThat(answers).as(header).hasValue(before + 1);
        }
        int before = answers.get();
        ask("GET", target, "Cache-Control: max-age=60");
        assertThat(answers).hasValue(before);
        assertThat(ask("GET", "/new", "Cache-Control: only-if-cached").status()).isEqualTo(504);
    }

    @Test
    void hitsAndMissesAreCountedButNotWhatTheCacheIsNotFor() throws IOException {
        String target = "/?Cache-Control=max-age=60";
        ask("GET", target);
        ask("GET", target);
        ask("HEAD", target);
        ask("GET", target, "Cache-Control: no-cache");
        ask("GET", target, "Range: bytes=0-1");
        ask("POST", target);
        assertThat(server.card().hits).hasValue(2);
        assertThat(server.card().misses).hasValue(2);
    }

    @Test
    void aResponseToSomebodyWhoHasLoggedInIsNotStored() throws IOException {
        ask("GET", "/?Cache-Control=max-age=60", "Authorization: Basic YTpi");
        assertThat(ask("GET", "/?Cache-Control=max-age=60").text()).isEqualTo("answer 2");
    }

    @Test
    void whatAResponseDependsOnTellsResponsesApart() throws IOException {
        String target = "/?Cache-Control=max-age=60&Vary=Accept-Language,+X-A";
        assertThat(ask("GET", target, "Accept-Language: de").text()).isEqualTo("answer 1");
        assertThat(ask("GET", target, "Accept-Language: en").text()).isEqualTo("answer 2");
        assertThat(ask("GET", target).text()).isEqualTo("answer 3");
        assertThat(ask("GET", target, "Accept-Language: de").text()).isEqualTo("answer 1");
        assertThat(ask("GET", target, "Accept-Language: en").text()).isEqualTo("answer 2");
        assertThat(ask("GET", target, "Accept-Language: en", "X-A: 1").text()).isEqualTo("answer 4");
        for (int i = 0; i < 20; i++) {
            ask("GET", target, "X-A: " + i);
        }
        assertThat(ask("GET", target, "Accept-Language: de").text())
                .as("16 are kept")
                .isEqualTo("answer 25");
    }

    @Test
    void aClientThatHasTheResponseGets304() throws IOException {
        String tagged = "/?Cache-Control=max-age=60&Last-Modified=Thu,+01+Jan+2026+00:00:00+GMT";
        ask("GET", tagged);
        int before = answers.get();
        Client.Response same = ask("GET", tagged, "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("age")).isNotEmpty();
        assertThat(ask("GET", tagged, "If-None-Match: \"x\"", "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(answers).hasValue(before);
    }

    @Test
    void aChangeOfTheTargetRemovesWhatIsStored() throws IOException {
        String target = "/?Cache-Control=max-age=60";
        ask("GET", target);
        ask("OPTIONS", target);
        assertThat(ask("GET", target).text()).isEqualTo("answer 1");
        ask("POST", target, "Content-Length: 0");
        assertThat(ask("GET", target).text()).isEqualTo("answer 4");
    }

    @Test
    void theCompressedFormIsStoredAndStoredOncePerCoding() throws Exception {
        try (TestServer both = TestServer.blocking(
                c -> c.shaping(Shapes.some()
                        .cache(1 << 20, 100_000)
                        .compression(List.of("gzip"), 10, List.of("text/"))
                        .requestIds("X-Request-Id")
                        .options()),
                exchange -> {
                    answers.incrementAndGet();
                    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "max-age=60");
                    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
                    exchange.getOutputStream().write("abc".repeat(1000).getBytes(UTF_8));
                })) {
            try (Client client = both.client()) {
                Client.Response first = client.ask("GET / HTTP/1.1", "Host: h", "Accept-Encoding: gzip");
                Client.Response second = client.ask("GET / HTTP/1.1", "Host: h", "Accept-Encoding: gzip");
                assertThat(second.header("content-encoding")).isEqualTo("gzip");
                assertThat(second.body()).isEqualTo(first.body());
                assertThat(second.header("x-request-id")).isNotEmpty().isNotEqualTo(first.header("x-request-id"));
                assertThat(client.ask("GET / HTTP/1.1", "Host: h").text()).hasSize(3000);
                assertThat(answers).hasValue(2);
            }
        }
    }

    @Test
    void theLeastUsedResponsesGoWhenThereIsNoRoom() throws Exception {
        try (TestServer small = TestServer.blocking(
                c -> c.shaping(Shapes.some().cache(6500, 5000).options()), this::answer)) {
            String sized = "?Cache-Control=max-age=60&size=2000";
            small.get("/1" + sized);
            small.get("/2" + sized);
            assertThat(answers).hasValue(2);
            assertThat(small.get("/1" + sized).header("age")).isNotEmpty();
            small.get("/3" + sized);
            assertThat(small.get("/1" + sized).header("age")).isNotEmpty();
            assertThat(answers).hasValue(3);
            small.get("/2" + sized);
            assertThat(answers).hasValue(4);
        }
    }

    @Test
    void aResponseIsStoredForWhatWasAskedForAndNotForWhatBecameOfThat() throws IOException {
        String query = "?Cache-Control=max-age=60&forward=/WEB-INF/page";
        assertThat(ask("GET", "/page" + query).text()).isEqualTo("answer 1");
        assertThat(ask("GET", "/page" + query).text()).isEqualTo("answer 1");
        assertThat(ask("GET", "/WEB-INF/page" + query).text()).isEqualTo("answer 2");
        ask("POST", "/page" + query, "Content-Length: 0");
        assertThat(ask("GET", "/page" + query).text()).isEqualTo("answer 4");
    }

    @Test
    void aRequestWithABodyIsNeitherAnsweredFromTheCacheNorIsItsAnswerStored() throws IOException {
        String target = "/?Cache-Control=max-age=60";
        assertThat(withBody(target)).isEqualTo("answer 1");
        assertThat(ask("GET", target).text()).isEqualTo("answer 2");
        assertThat(withBody(target)).isEqualTo("answer 3");
        assertThat(ask("GET", target).text()).isEqualTo("answer 2");
    }

    private String withBody(String target) throws IOException {
        try (Client client = server.client()) {
            client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na=b");
            return client.read().text();
        }
    }

    @Test
    void longTargetsCountAsTheMemoryThatTheyTake() throws Exception {
        try (TestServer small = TestServer.blocking(
                c -> c.shaping(Shapes.some().cache(20_000, 5000).options()), this::answer)) {
            small.get("/?Cache-Control=max-age=60");
            for (int i = 0; i < 5; i++) {
                small.get("/" + i + "?Cache-Control=max-age=60&pad=" + "x".repeat(4000));
            }
            small.get("/?Cache-Control=max-age=60");
            assertThat(answers).hasValue(7);
        }
    }
}
