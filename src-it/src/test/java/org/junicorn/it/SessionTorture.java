package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What sessions must stand, whatever store they are in: four workers that are recycled, reloaded and killed. */
final class SessionTorture {
    private static final int CLIENTS = 50;
    private static final int SESSIONS_EACH = 4;

    private SessionTorture() {}

    /** Four workers of the sample, each replaced after some 200 requests. */
    static ServerProcess.Builder server(Servers servers) {
        return servers.session().workers(4).option("--max-requests", 200).option("--max-requests-jitter", 50);
    }

    /** One client sends that many requests, and every single one finds what the one before has left. */
    static void ofOneClient(ServerProcess server, int requests) throws Exception {
        Shopper shopper = new Shopper(new SessionClient(server), "tea", 0);
        shopper.enter();
        int kills;
        try (Disturbance disturbance = Disturbance.of(server)) {
            while (shopper.answered() < requests || !disturbance.isEnough()) {
                shopper.add();
                shopper.write();
            }
            kills = disturbance.kills();
        }
        shopper.leave();
        assertThat(shopper.unanswered()).as(shopper.toString()).isLessThanOrEqualTo(kills);
        assertDisturbed(server, kills);
    }

    /** Many clients with several sessions each, nothing of which is ever lost, torn or mixed up. */
    static void ofManyClients(ServerProcess server, Duration length) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Disturbance disturbance = Disturbance.of(server)) {
            long end = System.nanoTime() + length.toNanos();
            List<Future<List<Shopper>>> clients = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                int client = c;
                clients.add(threads.submit(
                        () -> shop(server, client, () -> System.nanoTime() - end >= 0 && disturbance.isEnough())));
            }
            List<Shopper> all = new ArrayList<>();
            for (Future<List<Shopper>> client : clients) {
                all.addAll(client.get(length.toSeconds() + 300, TimeUnit.SECONDS));
            }
            int answered = all.stream().mapToInt(Shopper::answered).sum();
            int unanswered = all.stream().mapToInt(Shopper::unanswered).sum();
            assertThat(answered).isGreaterThan(CLIENTS * SESSIONS_EACH * 10);
            // a worker has no more requests at a time than there are clients
            assertThat(unanswered).isLessThanOrEqualTo(CLIENTS * disturbance.kills());
            assertDisturbed(server, disturbance.kills());
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Shopper> shop(ServerProcess server, int client, BooleanSupplier end) throws HttpFailure {
        List<Shopper> shoppers = new ArrayList<>();
        for (int s = 0; s < SESSIONS_EACH; s++) {
            Shopper shopper = new Shopper(new SessionClient(server), "c" + client + "s" + s, client * 31L + s);
            shopper.enter();
            shoppers.add(shopper);
        }
        for (int i = 0; !end.getAsBoolean(); i++) {
            shoppers.get(i % SESSIONS_EACH).anything();
        }
        shoppers.forEach(Shopper::leave);
        return shoppers;
    }

    private static void assertDisturbed(ServerProcess server, int kills) {
        // The last one was killed a moment ago; a worker that was just leaving may have been faster than the signal.
        server.log().awaitCount(0, "worker.exited", event -> event.has("signal", "KILL"), Math.max(1, kills - 1));
        assertThat(server.log().events("worker.spawned"))
                .extracting(event -> event.field("reason"))
                .contains("recycle", "reload");
    }
}
