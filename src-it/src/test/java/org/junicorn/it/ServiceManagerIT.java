package org.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junicorn.it.FakeServiceManager.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What systemd hears of the server, and gives it. */
class ServiceManagerIT {
    private final String name = "@junicorn-it-" + UUID.randomUUID();
    private final FakeServiceManager manager = new FakeServiceManager(name);

    @RegisterExtension
    final Servers servers = new Servers();

    @AfterEach
    void close() {
        manager.close();
    }

    private Path file(String path) {
        return servers.directory().resolve(path);
    }

    private ServerProcess.Builder service() {
        return servers.probe().workers(2).environment("NOTIFY_SOCKET", name);
    }

    private static boolean status(Message message, String part) {
        return message.text().matches("(.* \\| )?STATUS=.*") && message.text().contains(part);
    }

    @Test
    void hearsWhenTheServerIsReadyReloadsAndStops() throws HttpFailure {
        ServerProcess server = service().serve();
        Message ready = manager.await(0, "READY=1");
        assertThat(ready.sender()).isEqualTo(server.pid());
        assertThat(ready.text()).contains("STATUS=Serving: 2 of 2 workers ready, generation 1");
        assertThat(manager.messages().get(0).text())
                .startsWith("STATUS=Starting: ")
                .contains("EXTEND_TIMEOUT_USEC=");
        assertThat(Http.get(server.address(), "/environment?name=NOTIFY_SOCKET").text())
                .isEqualTo("\n");

        int mark = manager.mark();
        long before = System.nanoTime() / 1_000;
        Reloads.reload(server);
        Message reloading = manager.await(mark, "RELOADING=1", message -> message.has("RELOADING=1"));
        assertThat(Long.parseLong(reloading.text().replaceAll(".*MONOTONIC_USEC=(\\d+).*", "$1")))
                .isGreaterThan(before);
        manager.await(mark, "READY=1");
        manager.await(mark, "the new generation", message -> status(message, "generation 2"));

        mark = manager.mark();
        server.signal("TERM");
        manager.await(mark, "STOPPING=1");
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void isNotToldThatTheServerIsReadyWhenOnlyOneWorkerIs() throws IOException {
        ServerProcess server = service()
                .option("--boot-concurrency", 1)
                .option("--raw-env", "PROBE_START=@" + file("start"))
                .start();
        server.log().await("worker.spawned");
        server.log().await("worker.ready");
        Files.writeString(file("start"), "");
        manager.await(0, "one worker", message -> status(message, "1 of 2 workers ready"));
        manager.await(0, "READY=1");
        List<Message> messages = manager.messages();
        int one = indexOf(messages, "1 of 2 workers ready");
        assertThat(messages.subList(0, one + 1)).noneMatch(message -> message.has("READY=1"));
    }

    private static int indexOf(List<Message> messages, String part) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).text().contains(part)) {
                return i;
            }
        }
        throw new AssertionError(part + " is in none of " + messages);
    }

    @Test
    void isToldThatAReloadThatFailedIsOverAndWhy() throws IOException {
        ServerProcess server =
                service().option("--raw-env", "PROBE_START=@" + file("start")).serve();
        manager.await(0, "READY=1");
        Files.writeString(file("start"), "fail");
        int mark = manager.mark();
        Reloads.failingReload(server);
        manager.await(mark, "RELOADING=1");
        manager.await(mark, "READY=1");
        manager.await(mark, "the failure", message -> status(message, "generation 2 failed: "));
    }

    @Test
    void getsSignsOfLifeFromTheLoopAndNoneFromOneThatHangs() {
        ServerProcess server = service().environment("WATCHDOG_USEC", "400000").serve();
        manager.await(0, "READY=1");
        int mark = manager.mark();
        Await.until(
                "signs of life",
                () -> manager.messages().stream()
                                .skip(mark)
                                .filter(message -> message.has("WATCHDOG=1"))
                                .count()
                        >= 5);
        server.signal("STOP");
        try {
            long quietSince = quiet(Duration.ofSeconds(1));
            assertThat(manager.mark()).isEqualTo(quietSince);
        } finally {
            server.signal("CONT");
        }
        manager.await(manager.mark(), "WATCHDOG=1");
    }

    /** Waits until nothing has been told for so long, and returns how much had been. */
    private int quiet(Duration time) {
        int[] count = {manager.mark()};
        long[] since = {System.nanoTime()};
        Await.until("silence", () -> {
            if (manager.mark() != count[0]) {
                count[0] = manager.mark();
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > time.toNanos();
        });
        return count[0];
    }

    @Test
    void getsNoSignsOfLifeForAWatchdogOfAnotherProcess() {
        service()
                .environment("WATCHDOG_USEC", "100000")
                .environment("WATCHDOG_PID", "1")
                .serve();
        manager.await(0, "READY=1");
        assertThat(manager.messages()).noneMatch(message -> message.has("WATCHDOG=1"));
    }

    @Test
    void isToldOfTheNewMainProcessWhenTheServerIsUpgraded() {
        ServerProcess server = service().environment("WATCHDOG_USEC", "1000000").serve();
        manager.await(0, "READY=1");
        int mark = manager.mark();
        server.signal("USR2");
        long successor = server.log().await("upgrade.started").number("successor");
        manager.await(
                mark, "the upgrade", message -> status(message, "process " + successor + " is about to take over"));
        Message main = manager.await(mark, "MAINPID=" + successor);
        assertThat(main.sender()).isEqualTo(server.pid());
        assertThat(server.awaitExit()).isZero();
        manager.await(mark, "READY=1", message -> message.has("READY=1") && message.sender() == successor);
        manager.await(
                manager.mark(), "WATCHDOG=1", message -> message.has("WATCHDOG=1") && message.sender() == successor);
        List<Message> all = manager.messages();
        int handedOver = all.indexOf(main);
        assertThat(all.subList(handedOver + 1, all.size())).noneMatch(message -> message.sender() == server.pid());
        assertThat(all).noneMatch(message -> message.has("STOPPING=1"));
        Proc.signal(successor, "TERM");
        manager.await(mark, "STOPPING=1");
        server.awaitGone();
    }

    @Test
    void passesItsSocketsOnToASupervisorThatTakesTheServersPlace() throws HttpFailure {
        Path socket = file("activated.sock");
        ServerProcess server = servers.probe()
                .bindElsewhere()
                .environment("NOTIFY_SOCKET", name)
                .through(
                        "systemd-socket-activate", "-E", "IT_SERVER_ID", "-E", "NOTIFY_SOCKET", "-l", socket.toString())
                .start();
        Address address = Address.parse("unix:" + socket);
        assertThat(Http.getFirst(address, "/pid").text()).startsWith("slot=1");
        server.signal("USR2");
        long successor = server.log().await("upgrade.started").number("successor");
        assertThat(server.awaitExit()).isZero();
        assertThat(Http.get(address, "/pid").text()).startsWith("slot=1");
        assertThat(Http.get(address, "/environment?name=LISTEN_FDS").text()).isEqualTo("\n");
        Proc.signal(successor, "TERM");
        server.awaitGone();
        assertThat(socket).exists(); // whoever made it removes it
    }

    @Test
    void understandsTheUnitsOfTheExamples() throws IOException {
        for (String unit : List.of("junicorn.service", "junicorn.socket")) {
            String text = Files.readString(examples().resolve(unit));
            Files.writeString(
                    file(unit), text.replace("/usr/bin/java", System.getProperty("it.java.home") + "/bin/java"));
        }
        assertThat(verify("junicorn.service", "junicorn.socket")).isEmpty();
        Files.writeString(file("junicorn.socket"), "[Socket]\nListenSteam=8000\n");
        assertThat(verify("junicorn.socket")).contains("ListenSteam");
    }

    @Test
    void understandsTheDropInAsFarAsItIsNewEnough() throws IOException {
        Path dropIns = Files.createDirectories(file("junicorn.service.d"));
        Files.copy(examples().resolve("notify-reload.conf"), dropIns.resolve("notify-reload.conf"));
        Files.writeString(file("junicorn.service"), "[Service]\nExecStart=/bin/true\n");
        assertThat(verify("junicorn.service")
                        .lines()
                        .filter(line ->
                                !line.contains("notify-reload, ignoring") && !line.contains("ignoring: notify-reload")))
                .isEmpty();
    }

    private static Path examples() {
        return Path.of("").toAbsolutePath().getParent().resolve("config-examples/systemd");
    }

    private String verify(String... units) throws IOException {
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        List.of(units).forEach(unit -> command.add(file(unit).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
