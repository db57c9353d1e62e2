package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junicorn.launcher.log.EventLog;
import org.junicorn.launcher.log.LogFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    private Path folder;

    private Path file(String name, Duration age) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        FileTime time = FileTime.from(Instant.now().minus(age));
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, time);
        return file;
    }

    @Test
    void prunesWhatNobodyHasUsedForAMonthAndWhatKilledTrainingsHaveLeft() throws IOException {
        Path used = file("0a-1.jsa", Duration.ofDays(20));
        Path old = file("0a-2.jsa", Duration.ofDays(40));
        Path beingMade = file("0a-3.aot.77", Duration.ofMinutes(2));
        Path left = file("0a-3.aot.78", Duration.ofHours(1));
        Path leftToo = file("0a-3.aot.78.config", Duration.ofHours(1));
        new ClassArchive(used, 17).prune();
        assertThat(used).exists();
        assertThat(beingMade).exists();
        assertThat(old).doesNotExist();
        assertThat(left).doesNotExist();
        assertThat(leftToo).doesNotExist();
    }

    private ClassArchive ofContainer() throws IOException {
        Path jar = folder.resolve("launcher.jar");
        if (Files.notExists(jar)) {
            Files.writeString(jar, "jar");
        }
        JavaRuntime java = new JavaRuntime(Path.of("/jdk"), 17, "17.0.15");
        return ClassArchive.ofContainer(folder, java, Optional.empty(), jar);
    }

    @Test
    void isThereWhenItHasBeenPublished() throws IOException {
        assertThat(ofContainer().exists()).isFalse();
        Path finished = Files.writeString(folder.resolve("finished"), "classes");
        ClassArchive published = ofContainer().publish(finished);
        assertThat(finished).doesNotExist();
        assertThat(published.file()).hasContent("classes");
        assertThat(ofContainer()).isEqualTo(published);
        assertThat(ofContainer().exists()).isTrue();
    }

    @Test
    void isNotThereWhenItWasCutShort() throws IOException {
        Path file = ofContainer()
                .publish(Files.writeString(folder.resolve("finished"), "classes"))
                .file();
        Files.writeString(file, "class");
        assertThat(ofContainer().exists()).isFalse();
        ofContainer().publish(Files.writeString(folder.resolve("finished"), "others"));
        assertThat(ofContainer().file()).hasContent("others");
    }

    @Test
    void isRemovedWhenAWorkerCrashesThatBootsWithIt() throws IOException {
        ClassArchive archive = ofContainer().publish(Files.writeString(folder.resolve("finished"), "classes"));
        Path log = folder.resolve("log");
        BootArchives archives = new BootArchives(new EventLog(LogFile.open(log), EventLog.Level.INFO));
        Posix.Exit crash = new Posix.Exit(7, Optional.empty(), Optional.of(6));

        archives.used(1, archive);
        archives.ended(1, new Posix.Exit(7, Optional.of(3), Optional.empty()));
        archives.used(2, archive);
        archives.ended(2, new Posix.Exit(7, Optional.empty(), Optional.of(9)));
        archives.used(3, archive);
        archives.forget(3); // ready
        archives.ended(3, crash);
        archives.ended(4, crash);
        assertThat(archive.exists()).isTrue();

        archives.used(5, archive);
        archives.ended(5, crash);
        assertThat(archive.exists()).isFalse();
        assertThat(log)
                .content()
                .contains(
                        "archive.removed",
                        archive.file().toString(),
                        "a worker crashed while it booted with it; further ones boot without");
    }
}
