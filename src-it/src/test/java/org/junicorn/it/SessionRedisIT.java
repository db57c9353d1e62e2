package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions in a Redis, which may also be away. */
class SessionRedisIT {
    /** For those who wait for it. */
    private static final Duration SHORT = Duration.ofMillis(500);

    /** What a busy machine may add to that; nobody waits so long for a Redis that refuses connections. */
    private static final Duration IN_TIME = Duration.ofSeconds(10);

    /** Long enough for a Redis that is only slow. */
    private static final Duration LONG = Duration.ofSeconds(20);

    @RegisterExtension
    final Servers servers = new Servers();

    private Redis redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = Redis.start(Files.createDirectory(servers.directory().resolve("redis")));
    }

    @AfterEach
    void stopRedis() {
        redis.close();
    }

    private ServerProcess.Builder with(ServerProcess.Builder builder, Duration timeout) {
        return builder.option("--session-store", redis.url())
                .option("--session-store-timeout", timeout.toMillis() + "ms");
    }

    private ServerProcess.Builder with(ServerProcess.Builder builder) {
        return with(builder, LONG);
    }

    /** Every worker finds its own way back. */
    private static void awaitSessions(SessionClient client, ServerProcess server) {
        Set<String> back = new HashSet<>();
        Await.until("all workers have sessions again", () -> {
            Http.Response answer = client.ask("GET", "/count");
            if (answer.status() == 200) {
                back.add(answer.header("x-worker-pid"));
            }
            return back.size() >= server.readyWorkers().size();
        });
    }

    @Test
    void twoServersShareTheirSessions() throws Exception {
        ServerProcess one = with(servers.session().workers(2)).serve();
        ServerProcess two = with(servers.session().workers(2)).serve();
        SessionClient first = new SessionClient(one);
        first.post("/count");
        SessionClient second = new SessionClient(two).with(first.id().orElseThrow());
        for (int i = 1; i <= 20; i++) {
            assertThat(second.post("/cart?add=tea").number("total")).isEqualTo(2L * i - 1);
            assertThat(first.post("/cart?add=tea").number("total")).isEqualTo(2L * i);
        }
        one.signal("TERM");
        one.awaitGone();
        assertThat(second.get("/cart").number("total")).isEqualTo(40);
        second.post("/invalidate");
    }

    @Test
    void everyRequestOfOneClientFindsWhatTheOneBeforeHasLeft() throws Exception {
        SessionTorture.ofOneClient(with(SessionTorture.server(servers)).serve(), SessionTortureIT.REQUESTS);
    }

    @Test
    void twoHundredSessionsOfFiftyClientsAreNeverLostTornOrMixed() throws Exception {
        SessionTorture.ofManyClients(with(SessionTorture.server(servers)).serve(), SessionTortureIT.LENGTH);
    }

    @Test
    void aSessionExpiresOnceForAllServers() throws Exception {
        java.nio.file.Path file = servers.directory().resolve("journal");
        EventLog journal = new EventLog(file, () -> true);
        ServerProcess one = with(servers.session().workers(2))
                .environment("SESSION_JOURNAL", file.toString())
                .serve();
        ServerProcess two = with(servers.session().workers(2))
                .environment("SESSION_JOURNAL", file.toString())
                .serve();
        for (ServerProcess server : List.of(one, two, one, two)) {
            SessionClient client = new SessionClient(server);
            client.post("/count");
            client.post("/timeout?seconds=1");
        }
        Await.until(
                "all four are destroyed",
                () -> journal.lines().stream()
                                .filter(line -> line.startsWith("destroyed "))
                                .count()
                        >= 4);
        SessionClient last = new SessionClient(two);
        last.post("/count");
        last.post("/timeout?seconds=1");
        journal.awaitLine(0, "destroyed " + last.id().orElseThrow());
        assertThat(journal.lines())
                .filteredOn(line -> line.startsWith("destroyed "))
                .hasSize(5);
    }

    /** Only what needs a session is refused, at once, and all is well when Redis is back. */
    @Test
    void withoutRedisOnlyRequestsThatNeedASessionAreRefused() throws Exception {
        ServerProcess server = with(servers.session().workers(2)).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        String id = client.id().orElseThrow();
        redis.stop();
        for (int i = 0; i < 10; i++) {
            assertRefusedInTime(client);
            assertServesWhatNeedsNoSession(server);
        }
        int mark = server.log().mark();
        redis.start();
        awaitSessions(client, server);
        assertThat(client.post("/count").number("count")).isEqualTo(2);
        assertThat(client.id()).contains(id);
        assertThat(server.log().eventsSince(mark, "worker.exited")).isEmpty();
    }

    @Test
    void aRedisThatDoesNotAnswerHoldsNobodyUp() throws Exception {
        ServerProcess server = with(servers.session().workers(2), SHORT).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        redis.freeze();
        for (int i = 0; i < 5; i++) {
            assertRefusedInTime(client);
            assertServesWhatNeedsNoSession(server);
        }
        redis.thaw();
        awaitSessions(client, server);
        // a write that came too late for its request may have had its effect
        long most = 7;
        Http.Response answer = client.ask("POST", "/count");
        while (answer.status() != 200) { // the machine is as slow as a Redis that does not answer
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(++most).as("attempts").isLessThan(50);
            awaitSessions(client, server);
            answer = client.ask("POST", "/count");
        }
        assertThat(new SessionClient.Answer(answer).number("count")).isBetween(2L, most + 1);
    }

    private static void assertRefusedInTime(SessionClient client) throws HttpFailure {
        long began = System.nanoTime();
        Http.Response refused = client.ask("POST", "/count");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
        assertThat(refused.header("retry-after")).matches("\\d+");
        assertThat(took).isLessThan(IN_TIME);
    }

    private static void assertServesWhatNeedsNoSession(ServerProcess server) throws HttpFailure {
        assertThat(Http.get(server.address(), "/login.html").status()).isEqualTo(200);
        assertThat(Http.get(server.address(), "/count").text()).isEqualTo("count=none\n");
    }

    @Test
    void withoutRedisRequestsGoOnWithTheLocalCopyIfToldTo() throws Exception {
        ServerProcess server = with(servers.session().workers(1))
                .option("--session-store-failure", "local")
                .serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        redis.stop();
        for (int i = 2; i <= 5; i++) {
            assertThat(client.post("/count").number("count")).isEqualTo(i);
        }
        // somebody new gets a session as well
        assertThat(new SessionClient(server).post("/count").number("count")).isEqualTo(1);
        redis.start();
        Await.until("a session is stored again", () -> {
            SessionClient other = new SessionClient(server);
            other.post("/count");
            return other.get("/count").number("count") == 1;
        });
    }

    /** Redis goes and comes under load: whatever was answered with success has had its effect. */
    @Test
    void whatWasAcknowledgedIsThereAfterRedisWasAway() throws Exception {
        ServerProcess server = with(servers.session().workers(3)).serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        long least = 1;
        long most = 1;
        long began = System.nanoTime();
        for (int outage = 1; outage <= 2; outage++) {
            boolean down = false;
            for (int i = 0; i < 150; i++) {
                if (i == 50) {
                    redis.stop();
                    down = true;
                }
                if (i == 80) {
                    redis.start();
                    down = false;
                }
                Http.Response answer = client.ask("POST", "/count");
                most++;
                if (answer.status() == 200) {
                    long count = new SessionClient.Answer(answer).number("count");
                    assertThat(count).isBetween(least + 1, most);
                    least = count;
                    most = count;
                } else {
                    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
                    if (!down) {
                        awaitSessions(client, server);
                    }
                }
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(5));
        awaitSessions(client, server);
        assertThat(client.get("/count").number("count")).isBetween(least, most);
    }
}
