package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junicorn.it.SessionClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session is the same in all workers. */
class SessionIT {
    @RegisterExtension
    static final Servers SERVERS = new Servers();

    private static ServerProcess server;

    @BeforeAll
    static void serve() {
        server = SERVERS.session().workers(3).serve();
    }

    @Test
    void anyWorkerServesAnySession() throws Exception {
        SessionClient client = new SessionClient(server);
        Set<Long> pids = new HashSet<>();
        int count = 0;
        while (pids.size() < 3 || count < 100) {
            Answer answer = client.post("/count");
            assertThat(answer.number("count")).isEqualTo(++count);
            pids.add(answer.pid());
            assertThat(count).as("requests until 3 workers have answered").isLessThan(5000);
        }
        assertThat(pids).containsExactlyInAnyOrderElementsOf(server.workers());
    }

    @Test
    void whatIsChangedInPlaceIsSeenByTheOtherWorkers() throws Exception {
        SessionClient client = new SessionClient(server);
        for (int i = 1; i <= 100; i++) {
            Answer added = client.post("/cart?add=" + (i % 2 == 0 ? "tea" : "cake"));
            assertThat(added.number("total")).isEqualTo(i);
            assertThat(added.number("changes")).isEqualTo(i);
        }
        client.getFromEach(server, "/cart").values().forEach(answer -> assertThat(answer.values())
                .isEqualTo(Map.of("changes", "100", "total", "100", "item.tea", "50", "item.cake", "50")));
    }

    @Test
    void aWorkerKeepsItsObjectsUntilAnotherOneChangesThem() throws Exception {
        SessionClient client = new SessionClient(server);
        client.post("/cart?add=tea");
        Map<Long, Answer> first = client.getFromEach(server, "/objects?identity");
        Map<Long, Answer> second = client.getFromEach(server, "/objects?identity");
        first.forEach((pid, answer) -> {
            assertThat(answer.value("same")).isEqualTo("true");
            assertThat(second.get(pid).value("identity")).isEqualTo(answer.value("identity"));
        });
        // another attribute is none of the cart's business
        client.post("/count");
        client.getFromEach(server, "/objects?identity").forEach((pid, answer) -> assertThat(answer.value("identity"))
                .isEqualTo(first.get(pid).value("identity")));

        long changer = client.post("/cart?add=cake").pid();
        client.getFromEach(server, "/objects?identity").forEach((pid, answer) -> {
            if (pid == changer) {
                assertThat(answer.value("identity")).isEqualTo(first.get(pid).value("identity"));
            }
        });
        client.getFromEach(server, "/cart").values().forEach(answer -> assertThat(answer.number("total"))
                .isEqualTo(2));
    }

    @Test
    void requestsOfOneSessionAtTheSameTimeLoseNoAttribute() throws Exception {
        Path started = SERVERS.directory().resolve("started");
        SessionClient client = new SessionClient(server);
        client.post("/attributes?a=before&b=before");
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> {
            try {
                return client.twin().post("/count?hold=1000&started=" + started);
            } catch (HttpFailure e) {
                throw new AssertionError(e);
            }
        });
        Await.until("the slow request is in flight", () -> Files.exists(started));
        client.post("/attributes?a=after&c=new");
        assertThat(held.join().number("count")).isEqualTo(1);
        client.getFromEach(server, "/attributes?name=a&name=b&name=c&name=count")
                .values()
                .forEach(answer -> assertThat(answer.values())
                        .isEqualTo(Map.of("a", "after", "b", "before", "c", "new", "count", "1")));
    }

    @Test
    void anInvalidatedSessionIsGoneEverywhere() throws Exception {
        SessionClient client = new SessionClient(server);
        client.post("/count");
        String id = client.id().orElseThrow();
        client.getFromEach(server, "/count");
        client.post("/invalidate");
        SessionClient late = client.with(id);
        late.getFromEach(server, "/info").values().forEach(answer -> {
            assertThat(answer.value("requested")).isEqualTo(id);
            assertThat(answer.value("valid")).isEqualTo("false");
            assertThat(answer.has("id")).isFalse();
        });
        assertThat(late.post("/count").number("count")).isEqualTo(1);
        assertThat(late.id()).isPresent().get().isNotEqualTo(id);
    }

    @Test
    void aChangedIdReplacesTheOldOneEverywhere() throws Exception {
        SessionClient client = new SessionClient(server);
        client.post("/count");
        client.post("/cart?add=tea");
        client.getFromEach(server, "/count");
        SessionClient old = client.twin();
        String next = client.post("/change-id").value("id");
        assertThat(client.id()).contains(next);
        assertThat(next).isNotEqualTo(old.id().orElseThrow());
        client.getFromEach(server, "/attributes?name=count&name=changes")
                .values()
                .forEach(answer -> assertThat(answer.values()).isEqualTo(Map.of("count", "1", "changes", "1")));
        old.getFromEach(server, "/info").values().forEach(answer -> assertThat(answer.value("valid"))
                .isEqualTo("false"));
        assertThat(client.post("/count").number("count")).isEqualTo(2);
    }

    @Test
    void onlyItsFirstRequestFindsASessionNew() throws Exception {
        SessionClient client = new SessionClient(server);
        assertThat(client.post("/info").value("new")).isEqualTo("true");
        client.getFromEach(server, "/info").values().forEach(answer -> assertThat(answer.value("new"))
                .isEqualTo("false"));
    }

    @Test
    void whatIsChangedAfterTheAnswerBeganIsKept() throws Exception {
        SessionClient client = new SessionClient(server);
        client.post("/count");
        for (int i = 2; i <= 50; i++) {
            assertThat(client.post("/late").number("count")).isEqualTo(i);
        }
    }

    @Test
    void whatIsChangedOnAnotherThreadIsKept() throws Exception {
        SessionClient client = new SessionClient(server);
        for (int i = 1; i <= 50; i++) {
            assertThat(client.post("/async").number("count")).isEqualTo(i);
        }
    }

    @Test
    void whatIsChangedBehindADispatcherIsKept() throws Exception {
        SessionClient client = new SessionClient(server);
        for (int i = 0; i < 20; i++) {
            assertThat(client.post("/forward").number("count")).isEqualTo(3L * i + 1);
            client.ask("POST", "/include");
            assertThat(client.get("/count").number("count")).isEqualTo(3L * i + 3);
        }
    }

    @Test
    void oneMegabyteIsKept() throws Exception {
        SessionClient client = new SessionClient(server);
        for (int seed = 1; seed <= 3; seed++) {
            Answer set = client.post("/big?bytes=1000000&seed=" + seed);
            client.getFromEach(server, "/big").values().forEach(answer -> assertThat(answer.values())
                    .isEqualTo(set.values()));
        }
        assertThat(client.post("/count").number("count")).isEqualTo(1);
    }
}
