package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
}
