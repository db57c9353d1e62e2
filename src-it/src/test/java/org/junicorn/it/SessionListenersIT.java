package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junicorn.it.SessionClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the application is told of its sessions, and when they end: once, whichever worker it concerns. */
class SessionListenersIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private EventLog journal;

    private ServerProcess serve(int workers) {
        ServerProcess.Builder builder = servers.session().workers(workers);
        java.nio.file.Path file = builder.directory().resolve("journal");
        journal = new EventLog(file, () -> true);
        return builder.environment("SESSION_JOURNAL", file.toString()).serve();
    }

    /** What the journal has about a session, without the pids. */
    private List<String> told(String id) {
        return journal.lines().stream()
                .filter(line -> List.of(line.split(" ")).contains(id))
                .map(line -> line.replaceAll(" pid=\\d+$", "").replace(" " + id, ""))
                .toList();
    }

    private static long pid(String line) {
        return Long.parseLong(line.replaceAll(".* pid=", ""));
    }

    @Test
    void listenersAreToldOnceWhateverWorkerItIs() throws Exception {
        ServerProcess server = serve(3);
        SessionClient client = new SessionClient(server);
        client.post("/attributes?a=1");
        String id = client.id().orElseThrow();
        client.getFromEach(server, "/attributes?name=a");
        client.post("/attributes?a=2");
        client.getFromEach(server, "/attributes?name=a");
        client.post("/attributes?a=3");
        client.post("/attributes?a=");
        assertThat(told(id)).containsExactly("created", "added a=1", "replaced a=1", "replaced a=2", "removed a=3");

        client.post("/count");
        client.post("/change-id");
        String next = client.id().orElseThrow();
        assertThat(journal.lines())
                .filteredOn(line -> line.startsWith("renamed "))
                .hasSize(1);
        assertThat(journal.text()).contains("renamed " + id + " " + next + " pid=");
        client.getFromEach(server, "/count");
        client.post("/invalidate");
        client.with(next).getFromEach(server, "/count");
        assertThat(told(next).subList(1, 3)).containsExactly("destroyed count=1", "removed count=1");
        assertThat(told(next)).hasSize(3);
    }

    @Test
    void anAttributeIsToldWhenItComesAndGoesAndChangesItsWorker() throws Exception {
        ServerProcess server = serve(2);
        SessionClient client = new SessionClient(server);
        long first = client.post("/objects?guest=jo").pid();
        String id = client.id().orElseThrow();
        long second = server.workers().stream()
                .filter(pid -> pid != first)
                .findFirst()
                .orElseThrow();
        assertThat(client.getFrom(second, "/objects").value("guest")).isEqualTo("jo");
        client.getFrom(first, "/objects");
        // told before it is stored, and after: it stays live
        assertThat(journal.lines())
                .filteredOn(line -> line.contains(id) && line.endsWith(" pid=" + first))
                .startsWith(
                        "created " + id + " pid=" + first,
                        "bound " + id + " guest=jo pid=" + first,
                        "added " + id + " guest=jo pid=" + first,
                        "passivate " + id + " jo pid=" + first,
                        "activate " + id + " jo pid=" + first);
        assertThat(journal.lines())
                .filteredOn(line -> line.contains(id) && line.endsWith(" pid=" + second))
                .startsWith("activate " + id + " jo pid=" + second)
                .noneMatch(line -> line.startsWith("bound "));

        client.post("/objects?guest=ann");
        assertThat(told(id)).containsOnlyOnce("bound guest=ann", "unbound guest=jo");
        client.getFromEach(server, "/objects");
        client.post("/invalidate");
        client.with(id).getFromEach(server, "/count");
        assertThat(told(id)).containsOnlyOnce("bound guest=ann", "unbound guest=ann", "destroyed count=null");
    }

    @Test
    void aSessionExpiresOnceForAllWorkers() throws Exception {
        ServerProcess server = serve(4);
        List<SessionClient> kept = new ArrayList<>();
        for (String seconds : List.of("3600", "0", "-1")) {
            SessionClient client = new SessionClient(server);
            client.post("/count");
            client.post("/timeout?seconds=" + seconds);
            kept.add(client);
        }
        Set<String> ids = expiring(server, 20);
        awaitDestroyed(ids);
        // expired ones are told everywhere before later ones, so nobody tells them twice
        awaitDestroyed(expiring(server, 1));
        assertThat(destroyed(ids)).hasSize(ids.size());
        for (String id : ids) {
            assertThat(told(id)).containsOnlyOnce("destroyed count=1", "removed count=1", "unbound guest=jo");
            assertThat(kept.get(0).with(id).get("/info").value("valid")).isEqualTo("false");
        }
        for (SessionClient client : kept) {
            assertThat(client.post("/count").number("count")).isEqualTo(2);
        }
    }

    @Test
    void expiryGoesOnWhenTheWorkerThatDoesItIsKilled() throws Exception {
        ServerProcess server = serve(2);
        Set<String> ids = expiring(server, 3);
        awaitDestroyed(ids);
        long expirer = pid(destroyed(ids).get(0));
        List<SessionClient> clients = visitors(server, 3);
        int mark = server.log().mark();
        Proc.signal(expirer, "KILL");
        server.log().awaitSince(mark, "worker.exited");
        Set<String> next = expiring(clients);
        server.log().awaitSince(mark, "worker.ready");
        awaitDestroyed(next);
        assertThat(destroyed(next)).hasSize(3).noneMatch(line -> pid(line) == expirer);
    }

    @Test
    void whatExpiredWhileNoServerRanIsToldByTheNext() throws Exception {
        ServerProcess.Builder first = servers.session().workers(1);
        java.nio.file.Path work = first.directory().resolve("work");
        java.nio.file.Path file = first.directory().resolve("journal");
        journal = new EventLog(file, () -> true);
        ServerProcess server =
                first.environment("SESSION_JOURNAL", file.toString()).serve();
        Set<String> ids = expiring(server, 2);
        server.signal("TERM");
        server.awaitGone();
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Await.moment(end);
        servers.session()
                .workers(2)
                .workDirElsewhere()
                .option("--work-dir", work)
                .environment("SESSION_JOURNAL", file.toString())
                .serve();
        awaitDestroyed(ids);
        assertThat(destroyed(ids)).hasSize(2);
    }

    private static Set<String> expiring(ServerProcess server, int count) throws HttpFailure {
        return expiring(visitors(server, count));
    }

    private static List<SessionClient> visitors(ServerProcess server, int count) throws HttpFailure {
        List<SessionClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SessionClient client = new SessionClient(server);
            client.post("/count");
            client.post("/objects?guest=jo");
            clients.add(client);
        }
        return clients;
    }

    private static Set<String> expiring(List<SessionClient> clients) throws HttpFailure {
        for (SessionClient client : clients) {
            client.post("/timeout?seconds=1");
        }
        return clients.stream().map(client -> client.id().orElseThrow()).collect(Collectors.toSet());
    }

    private List<String> destroyed(Set<String> ids) {
        return journal.lines().stream()
                .filter(line -> line.startsWith("destroyed ") && ids.contains(line.split(" ")[1]))
                .toList();
    }

    private void awaitDestroyed(Set<String> ids) {
        Await.until("all of them are told to be destroyed", () -> destroyed(ids).stream()
                .map(line -> line.split(" ")[1])
                .collect(Collectors.toSet())
                .equals(ids));
    }

    @Test
    void aTimeOutCountsFromTheLastRequestInAnyWorker() throws Exception {
        ServerProcess server = serve(3);
        SessionClient client = new SessionClient(server);
        client.post("/count");
        assertThat(client.get("/info").value("timeout")).isEqualTo("1800");
        long asked = System.currentTimeMillis();
        client.post("/timeout?seconds=5");
        client.getFromEach(server, "/info").values().forEach(answer -> assertThat(answer.value("timeout"))
                .isEqualTo("5"));
        long began = System.nanoTime();
        long before = 0;
        for (int i = 1; i <= 16; i++) {
            Await.moment(began + Duration.ofMillis(400).toNanos() * i);
            long asking = System.currentTimeMillis();
            Answer answer = client.get("/info");
            assertThat(answer.value("valid")).as("after %d requests", i).isEqualTo("true");
            assertThat(answer.number("accessed")).isGreaterThanOrEqualTo(before);
            before = answer.number("accessed");
            // the time of the request before, but for the second in which it is not written
            assertThat(before).isBetween(asked - 1500, System.currentTimeMillis());
            asked = asking;
        }
        String id = client.id().orElseThrow();
        awaitDestroyed(Set.of(id));
        assertThat(client.with(id).get("/info").values())
                .containsEntry("valid", "false")
                .doesNotContainKey("id");
    }
}
