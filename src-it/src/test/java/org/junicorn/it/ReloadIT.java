package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** HUP: a new generation becomes ready before the old one is told to leave, or the old one stays. */
class ReloadIT {
    private static final int RELOADS = 8;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void reloadKeepsAnsweringWhileWorkersAreReplaced() {
        ServerProcess server = servers.probe().workers(3).serve();
        try (Load load = Load.on(server.address()).keepAlive(12).perRequest(12).start()) {
            for (int reload = 1; reload <= RELOADS; reload++) {
                LogEvent done = Reloads.reload(server);
                assertThat(done.number("generation")).isEqualTo(1 + reload);
                long soFar = load.answered();
                Await.until(
                        "answers by the new generation",
                        () -> load.answered() > soFar + 1000
                                && generations(load.answers()).contains("generation=" + done.number("generation")));
            }
            Load.Report report = load.stop();

            report.assertNoFailures();
            assertThat(generations(report.answers())).hasSize(1 + RELOADS);
        }
        Reloads.assertAlwaysBetween(server, 3, 4);
        Await.until("three workers are left", () -> server.workers().size() == 3);
    }

    private static Set<String> generations(Map<String, Long> answers) {
        Set<String> generations = new TreeSet<>();
        answers.keySet().forEach(answer -> generations.add(answer.replaceAll(".*(generation=\\d+).*", "$1")));
        return generations;
    }

    @Test
    void aReplacedWarIsServedAfterAReloadAndNotBefore() throws HttpFailure {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess server = servers.server().app(war).workers(2).serve();
        try (Load load = Load.on(server.address()).path("/version").start()) {
            Wars.probeVersion(war, "two");
            Await.until("answers", () -> load.answered() > 100);
            assertThat(load.answers()).containsOnlyKeys("one");
            Reloads.reload(server);
            for (int i = 0; i < 20; i++) {
                assertThat(Http.get(server.address(), "/version").text()).isEqualTo("two\n");
            }
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aBrokenWarLeavesTheOldOneServingUntilItIsMended() throws IOException {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess server = servers.server().app(war).workers(2).serve();
        Set<Long> before = Set.copyOf(server.workers());
        try (Load load = Load.on(server.address()).path("/version").start()) {
            Files.writeString(war, "this is not a WAR");
            assertThat(Reloads.failingReload(server).field("reason")).contains("app.war");
            assertThat(server.workers()).containsExactlyInAnyOrderElementsOf(before);

            Wars.probeThatStarts(war, "fail");
            int mark = server.log().mark();
            LogEvent failed = Reloads.failingReload(server);
            assertThat(failed.level()).isEqualTo("ERROR");
            assertThat(server.log().text()).contains("this application was told not to start");
            assertThat(server.log().eventsSince(mark, "worker.draining"))
                    .noneMatch(event -> before.contains((long) event.number("pid")));
            Await.until("only the old workers are left", () -> Set.copyOf(server.workers())
                    .equals(before));

            Wars.probeThatStarts(war, "exit");
            Reloads.failingReload(server);
            Await.until("only the old workers are left", () -> Set.copyOf(server.workers())
                    .equals(before));
            assertThat(load.answers()).containsOnlyKeys("one");

            Wars.probeVersion(war, "two");
            Reloads.reload(server);
            assertThat(Http.get(server.address(), "/version").text()).isEqualTo("two\n");
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aWorkerThatDoesNotBecomeReadyInTimeLeavesTheOldOneServing() throws IOException {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess.Builder builder = servers.server().app(war).workers(1);
        Path file = Files.writeString(builder.directory().resolve("server.json"), "{\"boot_timeout\": \"5m\"}");
        ServerProcess server = builder.option("-c", file).serve();
        Set<Long> before = Set.copyOf(server.workers());
        try (Load load = Load.on(server.address()).path("/version").start()) {
            Wars.probeThatStarts(war, "hang");
            Files.writeString(file, "{\"boot_timeout\": \"2s\"}"); // for the new generation alone
            LogEvent failed = Reloads.failingReload(server);
            assertThat(failed.field("reason")).contains("boot_timeout");
            Await.until("only the old worker is left", () -> Set.copyOf(server.workers())
                    .equals(before));
            Await.until("answers", () -> load.answered() > 100);
            assertThat(load.answers()).containsOnlyKeys("one");
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aBrokenConfigurationIsRefusedAndTheOldOneStays() throws IOException {
        ServerProcess.Builder builder = servers.probe();
        Path file = builder.directory().resolve("server.json");
        Files.writeString(file, "{\"workers\": 2, \"raw_env\": [\"GREETING=one\"]}");
        ServerProcess server = builder.option("-c", file).serve();
        try (Load load =
                Load.on(server.address()).path("/environment?name=GREETING").start()) {
            Await.until("answers", () -> load.answered() > 50);
            Files.writeString(file, "{\"workers\": 2, ");
            assertThat(Reloads.failingReload(server).field("reason")).contains("server.json");
            Files.writeString(file, "{\"workers\": \"many\", \"graceful_timeout\": \"30 apples\"}");
            assertThat(Reloads.failingReload(server).field("reason")).contains("workers", "graceful_timeout");
            assertThat(server.log().events("worker.spawned")).hasSize(2);
            assertThat(load.answers()).containsOnlyKeys("one");

            Files.writeString(file, "{\"workers\": 3, \"raw_env\": [\"GREETING=two\"]}");
            Reloads.reload(server);
            Await.until("three workers", () -> server.workers().size() == 3);
            assertThat(Http.get(server.address(), "/environment?name=GREETING").text())
                    .isEqualTo("two\n");
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aChangedListOfAddressesIsApplied() throws IOException {
        ServerProcess.Builder builder = servers.probe().bindElsewhere().workers(2);
        Path one = servers.directory().resolve("one.sock");
        Path two = servers.directory().resolve("two.sock");
        Path three = servers.directory().resolve("three.sock");
        Path file = builder.directory().resolve("server.json");
        String bind = "{\"bind\": [\"unix:%s\", \"unix:%s\"]}";
        Files.writeString(file, bind.formatted(one, two));
        ServerProcess server = builder.option("-c", file).serve();
        Address kept = Address.parse("unix:" + two);
        try (Load load = Load.on(kept).start()) {
            Files.writeString(file, bind.formatted(two, three));
            Reloads.reload(server);
            assertThat(Http.get(Address.parse("unix:" + three), "/pid").status())
                    .isEqualTo(200);
            Await.until("the dropped socket is gone", () -> !Files.exists(one));
            load.stop().assertNoFailures();
        }
    }

    @Test
    void anAddressThatCannotBeBoundFailsTheReloadOnly() throws IOException {
        ServerProcess other = servers.probe().serve();
        ServerProcess.Builder builder = servers.probe().bindElsewhere();
        Path socket = servers.directory().resolve("app.sock");
        Path file = builder.directory().resolve("server.json");
        Files.writeString(file, "{\"bind\": [\"unix:%s\"]}".formatted(socket));
        ServerProcess server = builder.option("-c", file).serve();
        try (Load load = Load.on(server.address()).start()) {
            Files.writeString(
                    file,
                    "{\"bind\": [\"unix:%s\", \"127.0.0.1:%d\"]}"
                            .formatted(socket, other.address().port()));
            assertThat(Reloads.failingReload(server).field("reason"))
                    .contains(Integer.toString(other.address().port()));
            load.stop().assertNoFailures();
        }
    }

    @Test
    void aSecondHangUpDuringAReloadIsHeard() throws IOException {
        Path slow = servers.directory().resolve("slow");
        ServerProcess server = servers.probe()
                .workers(2)
                .environment("PROBE_START", "@" + slow)
                .serve();
        Files.writeString(slow, "slow:1500");
        try (Load load = Load.on(server.address()).start()) {
            server.signal("HUP");
            server.log().awaitSince(0, "worker.spawned", event -> event.has("generation", 2));
            server.signal("HUP");
            server.log().awaitSince(0, "reload.done", event -> event.has("generation", 3));
            for (int i = 0; i < 20; i++) {
                assertThat(Http.get(server.address(), "/pid").text()).contains("generation=3");
            }
            load.stop().assertNoFailures();
        }
        Reloads.assertAlwaysBetween(server, 2, 3);
    }

    @Test
    void aTermDuringAReloadIsHeard() throws IOException {
        Path hang = servers.directory().resolve("hang");
        ServerProcess server = servers.probe()
                .workers(2)
                .environment("PROBE_START", "@" + hang)
                .serve();
        Files.writeString(hang, "hang");
        server.signal("HUP");
        server.log().awaitSince(0, "worker.spawned", event -> event.has("generation", 2));
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero(); // and not only after boot_timeout, five minutes
    }

    @Test
    void inDevelopmentAChangedWarIsServedWithoutASignal() {
        Path war = Wars.probeVersion(servers.directory().resolve("app.war"), "one");
        ServerProcess server = servers.server().app(war).option("--reload").serve();
        try (Load load = Load.on(server.address()).path("/version").start()) {
            Await.until("answers", () -> load.answers().containsKey("one"));
            Wars.probeVersion(war, "two");
            Await.until("the new version", () -> load.answers().containsKey("two"));
            load.stop().assertNoFailures();
        }
    }
}
