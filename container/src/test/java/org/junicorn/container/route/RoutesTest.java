package org.junicorn.container.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.HttpHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.Place;
import org.junicorn.container.Scorecard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which application answers a request. */
@Timeout(60)
class RoutesTest {
    private final Map<Place, Optional<HttpHandler>> apps = new LinkedHashMap<>();

    private void app(String place) {
        apps.put(Place.parse(place), Optional.of(exchange -> exchange.getResponseSender()
                .send(place)));
    }

    private Front front(RoutingOptions options) throws DeploymentException {
        return new Front(new Routes(apps, options, Scorecard.NONE).handler());
    }

    private static RoutingOptions hosts(String defaultHost, String... aliases) {
        return new RoutingOptions(List.of(), defaultHost, List.of(aliases), "version", "", "", List.of());
    }

    private static String at(Front front, String host, String path) throws Exception {
        Front.Answer answer = front.get(path, "Host: " + host);
        return answer.status() == 200 ? answer.body() : Integer.toString(answer.status());
    }

    @Test
    void theNameOfTheHostChooses() throws Exception {
        app("shop.example/");
        app("shop.example/admin");
        app("*.blog.example/");
        app("[::1]/");
        app("/");
        try (Front front = front(hosts("", "www.shop.example=shop.example"))) {
            assertThat(at(front, "shop.example", "/x")).isEqualTo("shop.example/");
            assertThat(at(front, "SHOP.example:8080", "/admin/x")).isEqualTo("shop.example/admin");
            assertThat(at(front, "shop.example.", "/")).isEqualTo("shop.example/");
            assertThat(at(front, "www.shop.example", "/")).isEqualTo("shop.example/");
            assertThat(at(front, "ann.blog.example", "/")).isEqualTo("*.blog.example/");
            assertThat(at(front, "a.ann.blog.example", "/")).isEqualTo("/");
            assertThat(at(front, "blog.example", "/")).isEqualTo("/");
            assertThat(at(front, "127.0.0.1", "/")).isEqualTo("/");
            assertThat(at(front, "[::1]", "/")).isEqualTo("[::1]/");
            assertThat(at(front, "[::1]:8080", "/")).isEqualTo("[::1]/");
        }
    }

    @Test
    void aHostHasOnlyItsOwnApplications() throws Exception {
        app("shop.example/shop");
        app("/");
        try (Front front = front(hosts(""))) {
            assertThat(at(front, "shop.example", "/other")).isEqualTo("404");
            assertThat(at(front, "other.example", "/shop")).isEqualTo("/");
        }
    }

    @Test
    void aHostThatNobodyKnowsGoesToTheDefaultOne() throws Exception {
        app("a.example/");
        app("b.example/");
        try (Front first = front(hosts(""));
                Front named = front(hosts("b.example"));
                Front none = front(hosts("none"))) {
            assertThat(at(first, "c.example", "/")).isEqualTo("a.example/");
            assertThat(at(named, "c.example", "/")).isEqualTo("b.example/");
            assertThat(at(none, "c.example", "/")).isEqualTo("421");
            assertThat(at(none, "a.example", "/")).isEqualTo("a.example/");
        }
    }

    @Test
    void aVersionIsChosenByWeightAndKeptByCookie() throws Exception {
        Deque<Integer> numbers = new ArrayDeque<>(List.of(0, 3, 4, 8));
        HttpHandler versions = new Versions(
                List.of(version("blue", 4), version("green", 5), version("old", 0)), "v", "/shop", bound -> {
                    assertThat(bound).isEqualTo(9);
                    return numbers.poll();
                });
        try (Front front = new Front(versions)) {
            Front.Answer first = front.get("/");
            assertThat(first.body()).isEqualTo("blue");
            assertThat(first.header("Set-Cookie")).isEqualTo("v=blue; Path=/shop; HttpOnly; SameSite=Lax");
            assertThat(front.get("/").body()).isEqualTo("blue");
            assertThat(front.get("/").body()).isEqualTo("green");
            assertThat(front.get("/", "Cookie: v=gone").body()).isEqualTo("green");
            Front.Answer kept = front.get("/", "Cookie: v=old");
            assertThat(kept.body()).isEqualTo("old");
            assertThat(kept.header("Set-Cookie")).isEmpty();
            assertThat(kept.header("Vary")).isEqualTo("Cookie");
        }
    }

    private static Versions.Version version(String name, int weight) {
        return new Versions.Version(
                name, weight, exchange -> exchange.getResponseSender().send(name));
    }

    @Test
    void aVersionThatCouldNotBeDeployedGetsNoRequests() throws Exception {
        app("/##good");
        apps.put(Place.parse("/##bad"), Optional.empty());
        apps.put(Place.parse("/x##bad"), Optional.empty());
        try (Front front = front(
                new RoutingOptions(List.of("/##good=1", "/##bad=1000"), "", List.of(), "version", "", "", List.of()))) {
            for (int i = 0; i < 5; i++) {
                assertThat(at(front, "localhost", "/")).isEqualTo("/##good");
            }
            assertThat(at(front, "localhost", "/x/")).isEqualTo("404");
        }
    }

    @Test
    void rulesComeBeforeTheApplications() throws Exception {
        app("/");
        app("/new");
        try (Front front = front(new RoutingOptions(
                List.of(),
                "",
                List.of(),
                "version",
                "rules.conf",
                "path-prefix('/old') -> rewrite('/new/%{q,page}')\npath('/gone') -> response-code(410)",
                List.of()))) {
            assertThat(at(front, "localhost", "/old")).isEqualTo("/new");
            assertThat(at(front, "localhost", "/old?page=../x")).isEqualTo("/");
            assertThat(at(front, "localhost", "/old?page=../../x")).isEqualTo("400");
            assertThat(at(front, "localhost", "/old?page=a%0Db")).isEqualTo("400");
            assertThat(at(front, "localhost", "/gone")).isEqualTo("410");
            assertThat(at(front, "localhost", "/other")).isEqualTo("/");
        }
    }

    @Test
    void aPlaceIsReadAsItIsWritten() {
        for (String text : List.of("/", "/a/b", "h.example/", "*.example/a", "/##2", "h.example/a##new.war-2")) {
            assertThat(Place.parse(text)).hasToString(text);
        }
        assertThat(Place.parse("h.example/a##2")).isEqualTo(new Place("h.example", "/a", "2"));
        assertThat(Place.parse("h.example/a##2").sessions()).isEqualTo("//h.example/a");
        assertThat(Place.parse("/##2").sessions()).isEmpty();
    }
}
