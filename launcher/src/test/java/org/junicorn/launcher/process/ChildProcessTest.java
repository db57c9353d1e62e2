package org.junicorn.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junicorn.launcher.listen.Descriptors;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: small shell scripts. */
class ChildProcessTest {
    @TempDir
    private Path folder;

    /** One for all tests, as there is one in a server: it reaps every child of this JVM. */
    private static final Children CHILDREN =
            new Children(new EventLog(LogFile.standardError(), EventLog.Level.WARNING));

    private LogFile log;
    private final LinkedBlockingQueue<String> facts = new LinkedBlockingQueue<>();
    private final CompletableFuture<Posix.Exit> exit = new CompletableFuture<>();

    @BeforeEach
    void open() throws IOException {
        log = LogFile.open(folder.resolve("log"));
    }

    private ChildProcess run(String script, List<Integer> inherited, Map<String, String> environment)
            throws IOException {
        return CHILDREN.start(new ChildProcess.Plan(
                "test",
                "/bin/sh",
                List.of("a title of our own", "-c", script),
                environment,
                folder,
                inherited,
                Optional.of(log),
                log,
                facts::add,
                exit::complete));
    }

    private ChildProcess run(String script) throws IOException {
        return run(script, List.of(), Map.of("PATH", "/usr/bin:/bin"));
    }

    @Test
    void reportsTheExitCodeAfterAllThatTheProcessHasSaid() throws Exception {
        ChildProcess process = run("echo fact one >&3; echo out; echo err >&2; exit 7");
        assertThat(exit.get(60, SECONDS)).isEqualTo(new Posix.Exit(process.pid(), Optional.of(7), Optional.empty()));
        assertThat(facts).containsExactly("fact one");
        assertThat(process.lastLines()).containsExactlyInAnyOrder("out", "err");
        assertThat(Files.readString(folder.resolve("log"))).contains("out\n", "err\n");
    }

    /** As on a machine that has no time for the thread that reads; whether it has failed is among the last words. */
    @Test
    void reportsTheExitAfterTheLastWordsAlsoIfTheyAreReadLate() throws Exception {
        CHILDREN.start(new ChildProcess.Plan(
                "test",
                "/bin/sh",
                List.of("sh", "-c", "echo one >&3; echo two >&3"),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                List.of(),
                Optional.of(log),
                log,
                fact -> {
                    LockSupport.parkNanos(SECONDS.toNanos(1));
                    facts.add(fact);
                },
                exit::complete));
        exit.get(60, SECONDS);
        assertThat(facts).containsExactly("one", "two");
    }

    @Test
    void doesNotWaitForAChildOfTheProcessThatKeepsItsOutputOpen() throws Exception {
        ChildProcess process = run("sleep 600 & echo $! >&3; echo last; exit 0");
        exit.get(60, SECONDS);
        assertThat(process.lastLines()).containsExactly("last");
        ProcessHandle.of(Long.parseLong(facts.take())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void reportsTheSignalThatEndedAProcess() throws Exception {
        ChildProcess process = run("kill -9 $$");
        assertThat(exit.get(60, SECONDS)).isEqualTo(new Posix.Exit(process.pid(), Optional.empty(), Optional.of(9)));
    }

    @Test
    void passesLinesToStandardInputAndItsEnd() throws Exception {
        ChildProcess process = run("read a; echo \"got $a\" >&3; cat >/dev/null; exit 3");
        process.say("hello there");
        assertThat(facts.poll(60, SECONDS)).isEqualTo("got hello there");
        process.closeOrders();
        assertThat(exit.get(60, SECONDS).code()).contains(3);
    }

    @Test
    void givesTheProcessNoDescriptorButItsOwn() throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                open.add(Files.newInputStream(folder.resolve("log")));
            }
            try (ServerSocketChannel listener = ServerSocketChannel.open()) {
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                int descriptor = Descriptors.of(listener);
                run(
                        "for d in /proc/$$/fd/*; do echo \"${d##*/} $(readlink $d)\" >&3; done",
                        List.of(descriptor, descriptor),
                        Map.of("PATH", "/usr/bin:/bin"));
                exit.get(60, SECONDS);
            }
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
        List<String> numbers = facts.stream().map(line -> line.split(" ")[0]).toList();
        assertThat(numbers).contains("0", "1", "2", "3", "4", "5");
        assertThat(facts.stream().filter(line -> line.matches("[45] socket:.*")))
                .hasSize(2);
        assertThat(facts.stream().filter(line -> line.contains("/log"))).isEmpty();
    }

    @Test
    void givesTheProcessOurOwnStandardOutputIfNobodyWantsToSeeIt() throws Exception {
        CHILDREN.start(new ChildProcess.Plan(
                "test",
                "/bin/sh",
                List.of("sh", "-c", "out=$(readlink /proc/$$/fd/1); echo $out >&3; echo err >&2"),
                Map.of("PATH", "/usr/bin:/bin"),
                folder,
                List.of(),
                Optional.empty(),
                log,
                facts::add,
                exit::complete));
        exit.get(60, SECONDS);
        assertThat(facts)
                .containsExactly(
                        Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString());
        assertThat(folder.resolve("log")).hasContent("err");
    }

    @Test
    void leavesNoDescriptorOpenOnceItHasEnded() throws Exception {
        run("exit 0");
        exit.get(60, SECONDS);
        long before = pipes();
        CompletableFuture<Posix.Exit> second = new CompletableFuture<>();
        CHILDREN.start(new ChildProcess.Plan(
                "test",
                "/bin/true",
                List.of("true"),
                Map.of(),
                folder,
                List.of(),
                Optional.of(log),
                log,
                facts::add,
                second::complete));
        second.get(60, SECONDS);
        await().atMost(Duration.ofSeconds(60)).until(() -> pipes() == before);
    }

    private static long pipes() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).toString().startsWith("pipe:");
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }

    @Test
    void leavesNoDescriptorOpenWhenItCannotBeStarted() throws Exception {
        run("exit 0");
        exit.get(60, SECONDS);
        long before = pipes();
        ChildProcess.Plan plan = new ChildProcess.Plan(
                "test",
                "/no/such",
                List.of("x"),
                Map.of(),
                folder,
                List.of(),
                Optional.of(log),
                log,
                facts::add,
                exit::complete);
        assertThatThrownBy(() -> CHILDREN.start(plan)).isInstanceOf(IOException.class);
        assertThat(pipes()).isEqualTo(before);
    }

    @Test
    void passesDescriptorsWhateverTheirNumbersAre() throws Exception {
        List<Posix.Pipe> open = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) { // more than a thousand descriptors, which other ways to park them trip over
                open.add(Posix.pipe());
            }
            List<Integer> inherited = List.of(
                    open.get(599).readEnd(),
                    open.get(500).readEnd(),
                    open.get(400).readEnd());
            List<String> expected = new ArrayList<>();
            for (int descriptor : inherited) {
                expected.add(Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                        .toString());
            }
            run(
                    "for d in 4 5 6; do readlink /proc/$$/fd/$d >&3; done; ls /proc/$$/fd | wc -w >&3",
                    inherited,
                    Map.of("PATH", "/usr/bin:/bin"));
            exit.get(60, SECONDS);
            assertThat(List.copyOf(facts).subList(0, 3)).isEqualTo(expected);
            assertThat(Integer.parseInt(List.copyOf(facts).get(3))).isLessThan(10);
        } finally {
            for (Posix.Pipe pipe : open) {
                Posix.closeDescriptor(pipe.readEnd());
                Posix.closeDescriptor(pipe.writeEnd());
            }
        }
    }

    @Test
    void killsAProcessTogetherWithItsOwnChildren() throws Exception {
        ChildProcess process = run("sleep 600 & echo $! >&3; wait");
        long child = Long.parseLong(facts.poll(60, SECONDS));
        CHILDREN.killGroup(process.pid());
        assertThat(exit.get(60, SECONDS).signal()).contains(9);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void startsWithNoSignalBlockedOrIgnoredAndInAGroupOfItsOwn() throws Exception {
        ChildProcess process = run("grep -E 'SigBlk|SigIgn' /proc/self/status >&3; ps -o pgid= -p $$ >&3");
        exit.get(60, SECONDS);
        assertThat(facts).hasSize(3);
        assertThat(List.copyOf(facts).subList(0, 2)).allMatch(line -> signals(line) == 0);
        assertThat(List.copyOf(facts).get(2).strip()).isEqualTo(Integer.toString(process.pid()));
    }

    /** The set in a line of /proc/PID/status, without signals 32 and 33, which the C library keeps for itself. */
    private static long signals(String line) {
        return Long.parseUnsignedLong(line.split("\t")[1], 16) & ~(3L << 31);
    }

    @Test
    void hasTheGivenEnvironmentAndFolderAlone() throws Exception {
        run(
                "pwd >&3; echo \"$GREETING\" >&3; env | wc -l >&3",
                List.of(),
                Map.of("PATH", "/bin:/usr/bin", "GREETING", "héllo"));
        exit.get(60, SECONDS);
        assertThat(facts).startsWith(folder.toRealPath().toString(), "héllo");
    }

    @Test
    void saysWhichProgramCannotBeStarted() {
        assertThatThrownBy(() -> Posix.spawn(
                        new Posix.Program("/no/such/java", List.of("java"), Map.of(), folder, List.of(0, 1, 2))))
                .isInstanceOf(IOException.class)
                .hasMessage("/no/such/java: No such file or directory");
    }

    @Test
    void keepsOnlyTheLastFiftyLines() {
        Output output = new Output();
        for (int i = 0; i < 60; i++) {
            byte[] line = ("line " + i + "\n").getBytes(UTF_8);
            output.add(line, line.length);
        }
        assertThat(output.last()).hasSize(50).startsWith("line 10").endsWith("line 59");
    }

    @Test
    void passesOnALineThatIsLongerThanTheBuffer() throws Exception {
        run("head -c 100000 /dev/zero | tr '\\0' x >&2; echo >&2; echo end >&2");
        exit.get(60, SECONDS);
        assertThat(Files.readAllLines(folder.resolve("log"))).containsExactly("x".repeat(100_000), "end");
    }
}
