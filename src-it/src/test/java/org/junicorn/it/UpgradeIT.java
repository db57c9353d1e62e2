package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A new supervisor takes the place of a running one, or fails to. */
class UpgradeIT {
    @RegisterExtension
    final Servers servers = new Servers();

    private Path file(String name) {
        return servers.directory().resolve(name);
    }

    /** Asks for an upgrade and returns the pid of the new supervisor. */
    private static long upgrade(ServerProcess server) {
        int mark = server.log().mark();
        server.signal("USR2");
        return server.log().awaitSince(mark, "upgrade.started").number("successor");
    }

    private static LogEvent await(ServerProcess server, String event) {
        return server.log().await(event);
    }

    private static void awaitReplaced(ServerProcess server) {
        await(server, "upgrade.handed_over");
        assertThat(server.awaitExit()).isZero();
    }

    private static List<Long> workersOf(long supervisor) {
        return Proc.children(supervisor).stream()
                .filter(pid -> Proc.hasVariable(pid, "JUNICORN_WORKER_SLOT"))
                .toList();
    }

    /** Ends a supervisor that the harness has not started itself. */
    private static void stop(ServerProcess server, long supervisor) {
        Proc.signal(supervisor, "TERM");
        server.awaitGone();
    }

    @Test
    void noRequestFailsWhileASupervisorTakesTheOthersPlace() throws IOException {
        Path socket = file("app.sock");
        Path pidFile = file("server.pid");
        ServerProcess server = servers.probe()
                .workers(2)
                .bind("127.0.0.1:0")
                .bind("unix:" + socket)
                .option("--pidfile", pidFile)
                .serve();
        List<Address> addresses = server.addresses(2);
        assertThat(Files.readString(pidFile).trim()).isEqualTo("" + server.pid());
        try (Load tcp = Load.on(addresses.get(0)).keepAlive(4).perRequest(4).start();
                Load unix = Load.on(addresses.get(1)).keepAlive(4).perRequest(4).start()) {
            Await.until("answers", () -> tcp.answered() > 100 && unix.answered() > 100);
            long successor = upgrade(server);
            awaitReplaced(server);
            long then = tcp.answered() + unix.answered();
            Await.until("answers of the new workers", () -> tcp.answered() + unix.answered() > then + 200);
            awaitPid(pidFile, pid -> pid == successor);
            Await.until("the second file is gone", () -> !Files.exists(file("server.pid.2")));
            assertThat(workersOf(successor)).hasSize(2);
            // It is a supervisor like any other: it can be replaced itself, and by the same means.
            Proc.signal(successor, "USR2");
            Await.until("the third one serves", () -> !Proc.alive(successor));
            long third = awaitPid(pidFile, pid -> pid != successor);
            assertThat(third).isNotIn(server.pid(), successor);
            long later = tcp.answered() + unix.answered();
            Await.until("answers of the third one", () -> tcp.answered() + unix.answered() > later + 200);
            tcp.stop().assertNoFailures();
            unix.stop().assertNoFailures();
            assertThat(socket).exists();
            stop(server, third);
        }
        assertThat(socket).doesNotExist();
        assertThat(pidFile).doesNotExist();
    }

    /** The new supervisor takes the file a moment after the old one has left. */
    private static long awaitPid(Path file, LongPredicate fits) {
        long[] found = new long[1];
        Await.until("the pid file is the new supervisor's", () -> {
            String text = Files.exists(file) ? Files.readString(file).trim() : "";
            found[0] = text.isEmpty() ? -1 : Long.parseLong(text);
            return found[0] > 0 && fits.test(found[0]);
        });
        return found[0];
    }

    @Test
    void aRequestInFlightIsFinishedByTheOldWorkers() throws HttpFailure {
        ServerProcess server =
                servers.probe().option("--graceful-timeout", "300s").serve();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", "/hold?file=" + file("go") + "&started=" + file("started"), List.of(), new byte[0]);
            Await.until("the request is in flight", () -> Files.exists(file("started")));
            long successor = upgrade(server);
            await(server, "upgrade.handed_over");
            assertThat(Http.get(server.address(), "/pid").text()).startsWith("slot=1");
            server.signal("TERM"); // not a second one: it leaves already
            server.log().await("upgrade.leaving");
            assertThat(server.alive()).isTrue();
            Wars.touch(file("go"));
            assertThat(connection.receive("GET").status()).isEqualTo(200);
            assertThat(server.awaitExit()).isZero();
            stop(server, successor);
        }
    }

    @Test
    void sessionsOutliveAnUpgrade() throws Exception {
        ServerProcess server =
                servers.session().workers(2).option("--no-session-persist").serve();
        SessionClient client = new SessionClient(server);
        client.post("/count");
        client.post("/cart?add=tea");
        long successor = upgrade(server);
        int count = 1;
        while (server.log().events("upgrade.handed_over").isEmpty()) {
            assertThat(client.post("/count").number("count")).isEqualTo(++count);
        }
        assertThat(server.awaitExit()).isZero();
        assertThat(client.post("/count").number("count")).isEqualTo(++count);
        assertThat(client.post("/cart?add=tea").number("item.tea")).isEqualTo(2);
        assertThat(client.get("/info").value("new")).isEqualTo("false");
        stop(server, successor);
    }

    @Test
    void aBrokenJarChangesNothing() throws IOException {
        ServerProcess server = servers.probe().workers(2).ownLauncher().serve();
        Path jar = server.directory().resolve("launcher.jar");
        Files.copy(jar, file("good.jar"));
        Files.writeString(file("bad.jar"), "This is no jar.");
        Files.move(file("bad.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        try (Load load = Load.on(server.address()).start()) {
            upgrade(server);
            assertThat(await(server, "upgrade.failed").field("reason"))
                    .isEqualTo("the new supervisor ended with status 1");
            server.log().awaitLine(0, "upgrade.failed | Error: Invalid or corrupt jarfile");
            // Workers still come from the jar that this supervisor was started from.
            int mark = server.log().mark();
            Proc.signal(server.readyWorkers().get(1), "TERM");
            server.log().awaitSince(mark, "worker.ready", event -> event.has("slot", 1));
            Reloads.reload(server);
            load.stop().assertNoFailures();
        }
        Files.move(file("good.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        long successor = upgrade(server);
        awaitReplaced(server);
        stop(server, successor);
    }

    @Test
    void anApplicationThatDoesNotStartChangesNothing() throws IOException {
        ServerProcess server = servers.probe()
                .option("--pidfile", file("server.pid"))
                .option("--raw-env", "PROBE_START=@" + file("start"))
                .serve();
        Files.writeString(file("start"), "fail");
        try (Load load = Load.on(server.address()).start()) {
            upgrade(server);
            assertThat(await(server, "upgrade.failed").field("reason"))
                    .startsWith("the new supervisor ended with status 4: ")
                    .contains("this application was told not to start");
            long then = load.answered();
            Await.until("answers", () -> load.answered() > then + 200);
            load.stop().assertNoFailures();
        }
        assertThat(server.alive()).isTrue();
        assertThat(Files.readString(file("server.pid")).trim()).isEqualTo("" + server.pid());
        assertThat(file("server.pid.2")).doesNotExist();
    }

    @Test
    void aSuccessorThatIsStuckIsGivenUp() {
        ServerProcess server = servingWithShortBootTimeout();
        long successor = upgrade(server);
        Proc.signal(successor, "STOP");
        try (Load load = Load.on(server.address()).start()) {
            assertThat(await(server, "upgrade.failed").field("reason")).matches("no progress for \\d+s");
            Await.until("it is gone", () -> !Proc.alive(successor));
            Await.until("answers", () -> load.answered() > 100);
            load.stop().assertNoFailures();
        }
        assertThat(server.alive()).isTrue();
    }

    /** The limit for a successor follows from that for a worker, which also counts for this server's own first one. */
    private ServerProcess servingWithShortBootTimeout() {
        for (int seconds = 4; true; seconds *= 4) {
            ServerProcess server =
                    servers.probe().option("--boot-timeout", seconds + "s").start();
            Await.until(
                    "it serves or ends",
                    () -> !server.alive()
                            || !server.log().events("server.ready").isEmpty());
            if (server.alive()) {
                return server;
            }
            assertThat(seconds).as("seconds in which no worker booted").isLessThan(60);
        }
    }

    /** A server whose next supervisor's workers do not get ready until the file is gone. */
    private ServerProcess slow(String mode) throws IOException {
        ServerProcess server = servers.probe()
                .option("--raw-env", "PROBE_START=@" + file("start"))
                .serve();
        Files.writeString(file("start"), mode);
        return server;
    }

    private static void awaitBooting(ServerProcess server, long successor) {
        Await.until("a worker boots", () -> !workersOf(successor).isEmpty());
        assertThat(server.log().events("upgrade.ready")).isEmpty();
    }

    @Test
    void oneUpgradeAtATimeAndAReloadWaitsForIt() throws IOException {
        ServerProcess server = slow("hang");
        long successor = upgrade(server);
        awaitBooting(server, successor);
        server.signal("USR2");
        assertThat(await(server, "upgrade.refused").field("reason"))
                .isEqualTo("an upgrade to process " + successor + " is under way");
        server.signal("HUP");
        await(server, "reload.queued");
        Files.delete(file("start"));
        Proc.signal(successor, "TERM");
        assertThat(await(server, "upgrade.failed").field("reason")).isEqualTo("the new supervisor ended with status 0");
        await(server, "reload.done");
        assertThat(server.alive()).isTrue();
    }

    @Test
    void aServerThatIsStoppedTakesItsSuccessorWithIt() throws IOException {
        ServerProcess server = slow("hang");
        long successor = upgrade(server);
        awaitBooting(server, successor);
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        server.awaitGone();
    }

    @Test
    void aSuccessorGoesOnAloneWhenTheOldSupervisorIsKilled() throws IOException {
        ServerProcess server = slow("slow:4000");
        Address address = server.address();
        try (Load load = Load.on(address).start()) {
            Await.until("answers", () -> load.answered() > 100);
            long successor = upgrade(server);
            awaitBooting(server, successor);
            server.signal("KILL");
            Await.until("the old one is gone", () -> !server.alive());
            Await.until("the new one serves", () -> load.answers().keySet().stream()
                    .anyMatch(answer -> workersOf(successor).stream().anyMatch(pid -> answer.endsWith("pid=" + pid))));
            load.stop().assertNoFailures();
            stop(server, successor);
        }
    }

    @Test
    void theControlSocketAndTheAdminAddressGoOver() throws Exception {
        Path control = file("control.sock");
        Address admin = Address.parse("unix:" + file("admin.sock"));
        ServerProcess server = servers.probe()
                .option("--control-socket", control)
                .option("--admin-bind", "unix:" + file("admin.sock"))
                .option("--raw-env", "PROBE_START=@" + file("start"))
                .serve();
        Files.writeString(file("start"), "fail");
        Ctl.run(server, "upgrade").succeeded();
        await(server, "upgrade.failed");
        assertThat(Ctl.run(server, "show", "workers").succeeded().out())
                .contains("failed: the new supervisor ended with status 4: ");
        assertThat(Http.get(admin, "/readyz").status()).isEqualTo(200);
        Files.delete(file("start"));
        int mark = server.log().mark();
        assertThat(Ctl.run(server, "upgrade").succeeded().out())
                .contains("starts, and takes over when its workers are ready");
        long successor = server.log().awaitSince(mark, "upgrade.started").number("successor");
        awaitReplaced(server);
        Await.until(
                "the new supervisor answers at the control socket",
                () -> Ctl.run(server, "--json", "show", "stats").out().contains("" + successor));
        Await.until("it answers at the admin address", () -> {
            try {
                return Http.get(admin, "/readyz").status() == 200;
            } catch (HttpFailure e) {
                return false; // not there yet
            }
        });
        stop(server, successor);
        assertThat(control).doesNotExist();
        assertThat(file("admin.sock")).doesNotExist();
    }
}
