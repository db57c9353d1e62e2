package org.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log says why a worker has died. */
class ExitCauseIT {
    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aWorkerOutOfMemoryLeavesItsHeapIfToldTo() throws IOException, HttpFailure {
        Path dumps = servers.directory().resolve("dumps");
        ServerProcess server = servers.probe()
                .option("--java-opts", "-Xmx64m")
                .option("--heap-dump-on-oom")
                .option("--dump-dir", dumps)
                .serve();
        LogEvent exited = ask(server, "/oom");
        assertThat(exited.field("cause")).isEqualTo("out_of_memory");
        assertThat(exited.field("exit")).isEqualTo("3");
        Path heap = only(dumps, ".hprof");
        assertThat(exited.field("hint")).endsWith("its heap is in " + heap);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(heap)))
                .isEqualTo("rw-------");
    }

    @Test
    void aWorkerThatExitsByItselfIsTold() throws HttpFailure {
        LogEvent exited = ask(servers.probe().serve(), "/exit?code=3");
        assertThat(exited.field("cause")).isEqualTo("system_exit");
    }

    @Test
    void aWorkerThatIsKilledByOthersOrCrashesIsTold() throws IOException {
        Path dumps = servers.directory().resolve("dumps");
        ServerProcess server = servers.probe().option("--dump-dir", dumps).serve();
        // Not "oom_killer": the kernel's counter has not risen.
        assertThat(signal(server, "KILL").field("cause")).isIn("signalled", "probably_oom_killer");
        LogEvent crashed = signal(server, "SEGV");
        assertThat(crashed.field("cause")).isEqualTo("jvm_crashed");
        assertThat(crashed.field("hint")).isEqualTo("the JVM crashed: its report is " + only(dumps, ".log"));
        LogEvent replaced = signal(server, "TERM");
        assertThat(replaced.field("cause")).isEqualTo("signalled");
        assertThat(replaced.field("exit")).isEqualTo("0");
    }

    @Test
    void aFrozenWorkerIsTold() {
        ServerProcess server = servers.probe().option("--timeout", "2s").serve();
        assertThat(signal(server, "STOP").field("cause")).isEqualTo("frozen");
    }

    @Test
    void aFlightRecordingIsLeftByAWorkerThatStops() throws IOException {
        Path dumps = servers.directory().resolve("dumps");
        ServerProcess server = servers.probe()
                .option("--flight-recording")
                .option("--dump-dir", dumps)
                .serve();
        server.signal("TERM");
        assertThat(server.awaitExit()).isZero();
        byte[] recording = Files.readAllBytes(only(dumps, ".jfr"));
        assertThat(new String(recording, 0, 3, java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo("FLR");
    }

    private static LogEvent ask(ServerProcess server, String path) throws HttpFailure {
        int mark = server.log().mark();
        try (Http.Connection connection = Http.Connection.open(server.address())) {
            connection.send("GET", path, List.of(), new byte[0]);
            return server.log().awaitSince(mark, "worker.exited");
        }
    }

    private static LogEvent signal(ServerProcess server, String name) {
        int mark = server.log().mark();
        Proc.signal(server.readyWorkers().get(1), name);
        LogEvent exited = server.log().awaitSince(mark, "worker.exited");
        server.log().awaitSince(mark, "worker.ready");
        return exited;
    }

    private static Path only(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(suffix)).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
