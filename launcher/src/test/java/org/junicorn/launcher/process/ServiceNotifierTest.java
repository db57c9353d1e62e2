package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junicorn.launcher.supervisor.ServiceManager.Standing;
import org.junicorn.launcher.supervisor.Status.Phase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNotifierTest {
    /** Prints each message on a line, with blanks instead of line breaks; Java has no Unix datagram sockets. */
    private static final String MANAGER = "import socket, sys\n"
            + "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
            + "s.bind(sys.argv[1].replace('@', chr(0)))\n"
            + "print('bound', flush=True)\n"
            + "while True: print(s.recv(4096).decode().replace(chr(10), ' | '), flush=True)\n";

    private static final EventLog LOG = new EventLog(LogFile.nowhere(), EventLog.Level.CRITICAL);

    @TempDir
    private Path folder;

    private Process manager;
    private BufferedReader heard;
    private Optional<ServiceNotifier> notifier = Optional.empty();
    private long now = 1_000_000_000_000L;

    @AfterEach
    void end() {
        notifier.ifPresent(ServiceNotifier::close);
        if (manager != null) {
            manager.destroyForcibly();
        }
    }

    private ServiceNotifier start(String name, String... variables) throws IOException {
        manager = new ProcessBuilder("python3", "-c", MANAGER, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        heard = new BufferedReader(new InputStreamReader(manager.getInputStream(), UTF_8));
        assertThat(heard.readLine()).isEqualTo("bound");
        Map<String, String> environment = new HashMap<>(Map.of("NOTIFY_SOCKET", name));
        List.of(variables).forEach(each -> environment.put(each.split("=")[0], each.split("=")[1]));
        notifier = ServiceNotifier.of(environment, 42, false, LOG);
        return notifier.orElseThrow();
    }

    private ServiceNotifier start() throws IOException {
        return start(folder.resolve("notify").toString());
    }

    private Duration turn(Phase phase, boolean advancing, String sentence) {
        return notifier.orElseThrow().turn(now, () -> new Standing(phase, advancing, sentence));
    }

    @Test
    void isReadyWhenAllWorkersAreAndNotWhenTheFirstOneIs() throws IOException {
        start();
        turn(Phase.STARTING, true, "a");
        turn(Phase.RELOADING, true, "b");
        turn(Phase.SERVING, false, "c");
        turn(Phase.SERVING, false, "c");
        turn(Phase.STOPPING, true, "d");
        assertThat(heard.readLine()).isEqualTo("STATUS=a | EXTEND_TIMEOUT_USEC=30000000");
        assertThat(heard.readLine()).isEqualTo("STATUS=b");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=c");
        assertThat(heard.readLine()).isEqualTo("STOPPING=1 | STATUS=d | EXTEND_TIMEOUT_USEC=30000000");
    }

    @Test
    void speaksToASocketInTheAbstractNamespace() throws IOException {
        start("@junicorn-" + UUID.randomUUID());
        turn(Phase.SERVING, false, "ok");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok");
    }

    @Test
    void answersAReloadAlsoWhenItFailedAtOnce() throws IOException {
        ServiceNotifier told = start();
        told.reloadAsked(); // before it was ever ready, nobody waits for an answer
        turn(Phase.SERVING, false, "ok");
        told.reloadAsked();
        turn(Phase.SERVING, false, "ok; generation 2 failed: no\nsuch file");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok");
        // systemd compares with CLOCK_MONOTONIC, which begins with the machine, as the first number of this file does.
        double uptime =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        Matcher reloading =
                Pattern.compile("RELOADING=1 \\| MONOTONIC_USEC=([1-9]\\d+)").matcher(heard.readLine());
        assertThat(reloading.matches()).isTrue();
        assertThat(Long.parseLong(reloading.group(1)) / 1e6).isCloseTo(uptime, within(60.0));
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok; generation 2 failed: no such file");
    }

    @Test
    void givesSignsOfLifeTwiceAsOftenAsTheWatchdogWants() throws IOException {
        start(folder.resolve("notify").toString(), "WATCHDOG_USEC=4000000", "WATCHDOG_PID=42");
        assertThat(turn(Phase.SERVING, false, "ok")).isEqualTo(Duration.ofSeconds(2));
        now += Duration.ofMillis(1900).toNanos();
        assertThat(turn(Phase.SERVING, false, "ok")).isEqualTo(Duration.ofMillis(100));
        now += Duration.ofMillis(100).toNanos();
        turn(Phase.SERVING, false, "ok");
        turn(Phase.SERVING, false, "end");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok | WATCHDOG=1");
        assertThat(heard.readLine()).isEqualTo("WATCHDOG=1");
        assertThat(heard.readLine()).isEqualTo("STATUS=end");
    }

    @Test
    void leavesAWatchdogAloneThatWatchesAnotherProcess() {
        assertThat(ServiceNotifier.watchdog(Map.of("WATCHDOG_USEC", "4000000", "WATCHDOG_PID", "41"), 42))
                .isZero();
        assertThat(ServiceNotifier.watchdog(Map.of("WATCHDOG_USEC", "4000000"), 42))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(ServiceNotifier.watchdog(Map.of("WATCHDOG_USEC", "0", "WATCHDOG_PID", "42"), 42))
                .isZero();
    }

    @Test
    void asksForMoreTimeEveryTenSecondsWhileAStartAdvances() throws IOException {
        start();
        assertThat(turn(Phase.STARTING, true, "a")).isEqualTo(Duration.ofSeconds(10));
        now += Duration.ofSeconds(10).toNanos();
        turn(Phase.STARTING, true, "a");
        turn(Phase.STARTING, false, "b");
        assertThat(heard.readLine()).endsWith("EXTEND_TIMEOUT_USEC=30000000");
        assertThat(heard.readLine()).isEqualTo("EXTEND_TIMEOUT_USEC=30000000");
        assertThat(heard.readLine()).isEqualTo("STATUS=b");
    }

    @Test
    void isSilentOnceAnotherProcessIsTheMainOneUntilItSpeaksItself() throws IOException {
        ServiceNotifier told = start();
        turn(Phase.SERVING, false, "ok");
        told.mainProcess(77);
        turn(Phase.STOPPING, true, "bye");
        told.reloadAsked();
        told.speak();
        turn(Phase.SERVING, false, "ok");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok");
        assertThat(heard.readLine()).isEqualTo("MAINPID=77 | WATCHDOG=1");
        assertThat(heard.readLine()).isEqualTo("READY=1 | STATUS=ok");
    }

    @Test
    void doesNotWaitForAManagerThatDoesNotListen() throws IOException {
        start();
        new ProcessBuilder("kill", "-STOP", Long.toString(manager.pid()))
                .inheritIO()
                .start();
        for (int i = 0; i < 2_000; i++) {
            turn(Phase.SERVING, false, "sentence " + i);
        }
        assertThat(turn(Phase.SERVING, false, "last")).isEqualTo(Duration.ofMillis(250));
        new ProcessBuilder("kill", "-CONT", Long.toString(manager.pid()))
                .inheritIO()
                .start();
        String line = heard.readLine();
        while (!line.equals("STATUS=last")) {
            line = heard.readLine();
            turn(Phase.SERVING, false, "last");
        }
    }

    @Test
    void isThereOnlyForANameThatIsOne() {
        assertThat(ServiceNotifier.of(Map.of(), 42, false, LOG)).isEmpty();
        assertThat(ServiceNotifier.of(Map.of("NOTIFY_SOCKET", "vsock:2:1"), 42, false, LOG))
                .isEmpty();
        assertThat(ServiceNotifier.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200)), 42, false, LOG))
                .isEmpty();
    }

    @Test
    void survivesAManagerThatIsGone() throws IOException {
        Map<String, String> nowhere =
                Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString());
        notifier = ServiceNotifier.of(nowhere, 42, false, LOG);
        assertThat(turn(Phase.SERVING, false, "ok")).isEqualTo(Duration.ofHours(1));
    }
}
