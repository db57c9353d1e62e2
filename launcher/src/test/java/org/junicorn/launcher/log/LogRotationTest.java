package org.junicorn.launcher.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junicorn.launcher.config.RotationTime;
import org.junicorn.launcher.log.LogRotation.Rules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogRotationTest {
    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T22:30:05Z"));
    private Path file;
    private LogFile errors;
    private LogRotation rotation;
    private int reopened;

    private static final class SetClock extends Clock {
        private Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("access.log");
        errors = LogFile.open(folder.resolve("errors"));
        rotation = new LogRotation(clock, new EventLog(errors, EventLog.Level.INFO), () -> reopened++);
    }

    private void fill(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("access"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aFileThatIsLargeEnoughIsRenamedAndAllAreToldOnce() throws IOException {
        rotation.follow(Set.of(file), new Rules(10, RotationTime.NEVER, 7, false));
        fill("123456789");
        rotation.look();
        assertThat(reopened).isZero();
        fill("1234567890");
        rotation.look();
        rotation.look();
        assertThat(reopened).isEqualTo(1);
        assertThat(names()).containsExactly("access.log.20260301-223005");
        assertThat(Files.readString(folder.resolve("errors")))
                .contains(" log.rotated file=" + file + " to=access.log.20260301-223005 bytes=10\n");
    }

    @Test
    void whenAnotherSupervisorHasRenamedAFileAllOpenItAgain() throws IOException {
        rotation.follow(Set.of(file), new Rules(10, RotationTime.NEVER, 7, false));
        rotation.look();
        fill("short");
        rotation.look();
        assertThat(reopened).as("it has come, which is nothing to do for").isZero();
        Files.move(file, folder.resolve("access.log.20260301-223004"));
        rotation.look();
        assertThat(reopened).as("it is gone").isEqualTo(1);
        rotation.look();
        assertThat(reopened).as("nobody has anything to write").isEqualTo(1);
        fill("ours");
        rotation.look();
        Files.move(file, folder.resolve("access.log.20260301-223005"));
        fill("others'");
        rotation.look();
        assertThat(reopened).as("another one is there").isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("errors")))
                .hasSize(2)
                .allMatch(
                        line -> line.endsWith(" log.moved file=" + file + " reason=\"somebody else has renamed it\""));
    }

    @Test
    void otherRulesAreTakenWhileAFileIsCompressed() throws Exception {
        rotation.follow(Set.of(file), new Rules(1, RotationTime.NEVER, 0, true));
        fill("one");
        rotation.look();
        Path first = folder.resolve("access.log.20260301-223005");
        Files.delete(first);
        mkfifo(first); // whoever reads it waits until somebody writes
        clock.advance(Duration.ofSeconds(1));
        fill("two");
        Thread looking = new Thread(rotation::look);
        looking.start();
        try (OutputStream writer = Files.newOutputStream(first)) { // opens when it is being compressed
            rotation.follow(Set.of(file), new Rules(2, RotationTime.NEVER, 0, true));
            assertThat(looking.isAlive()).isTrue();
            writer.write('x');
        }
        looking.join();
    }

    private static void mkfifo(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void aNameThatIsTakenGetsANumber() throws IOException {
        rotation.follow(Set.of(file), new Rules(1, RotationTime.NEVER, 0, false));
        for (String text : List.of("a", "b", "c")) {
            fill(text);
            rotation.look();
        }
        assertThat(names())
                .containsExactly(
                        "access.log.20260301-223005", "access.log.20260301-223005.1", "access.log.20260301-223005.2");
        assertThat(Files.readString(folder.resolve("access.log.20260301-223005.2")))
                .isEqualTo("c");
    }

    @Test
    void aNewDayBeginsANewFile() throws IOException {
        rotation.follow(Set.of(file), new Rules(0, RotationTime.DAILY, 7, false));
        fill("yesterday");
        rotation.look();
        clock.advance(Duration.ofMinutes(89));
        rotation.look();
        assertThat(names()).containsExactly("access.log");
        clock.advance(Duration.ofMinutes(1));
        rotation.look();
        assertThat(names()).containsExactly("access.log.20260302-000005");
        fill("today");
        rotation.look();
        assertThat(names()).containsExactly("access.log", "access.log.20260302-000005");
    }

    @Test
    void aFileOfAnEarlierDayIsRenamedWhenTheServerStarts() throws IOException {
        fill("of yesterday");
        clock.advance(Duration.ofDays(1));
        rotation.follow(Set.of(file), new Rules(0, RotationTime.DAILY, 7, false));
        rotation.look();
        assertThat(names()).containsExactly("access.log.20260302-223005");
    }

    @Test
    void hoursCountAndEmptyFilesStay() throws IOException {
        rotation.follow(Set.of(file), new Rules(0, RotationTime.HOURLY, 7, false));
        fill("");
        rotation.look();
        clock.advance(Duration.ofHours(2));
        rotation.look();
        assertThat(names()).containsExactly("access.log");
        Files.writeString(file, "x");
        clock.advance(Duration.ofHours(1));
        rotation.look();
        assertThat(names()).containsExactly("access.log.20260302-013005");
    }

    @Test
    void theOldestAreRemovedAndOtherFilesAreNot() throws IOException {
        Files.writeString(folder.resolve("access.log.old"), "");
        Files.writeString(folder.resolve("access.log.2"), "");
        Files.writeString(folder.resolve("access.log-20260101"), "");
        rotation.follow(Set.of(file), new Rules(1, RotationTime.NEVER, 2, false));
        for (int i = 0; i < 4; i++) {
            fill("x");
            rotation.look();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(names())
                .containsExactly(
                        "access.log-20260101",
                        "access.log.2",
                        "access.log.20260301-223007",
                        "access.log.20260301-223008",
                        "access.log.old");
    }

    @Test
    void allButTheNewestAreCompressedWithTheirRights() throws IOException {
        rotation.follow(Set.of(file), new Rules(1, RotationTime.NEVER, 3, true));
        for (String text : List.of("one", "two", "three", "four")) {
            fill(text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
            rotation.look();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(names())
                .containsExactly(
                        "access.log.20260301-223006.gz", "access.log.20260301-223007.gz", "access.log.20260301-223008");
        Path compressed = folder.resolve("access.log.20260301-223006.gz");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("two");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(compressed)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void whatCannotBeRenamedIsToldOnceAndHoldsUpNothing() throws IOException {
        // Its name is as long as one may be, so that the longer one cannot be made.
        Path long255 = folder.resolve("l".repeat(255));
        Files.writeString(long255, "x");
        fill("y");
        rotation.follow(Set.of(long255, file), new Rules(1, RotationTime.NEVER, 0, false));
        rotation.look();
        rotation.look();
        assertThat(names()).containsExactly("access.log.20260301-223005");
        assertThat(Files.readAllLines(folder.resolve("errors")))
                .filteredOn(line -> line.contains(" log.not_rotated file=" + long255))
                .hasSize(1);
    }
}
