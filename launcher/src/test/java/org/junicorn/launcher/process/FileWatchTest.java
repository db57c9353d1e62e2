package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
    @TempDir
    private Path folder;

    private final List<String> changes = new ArrayList<>();

    @Test
    void reportsAChangeOnceItHasStayedForOneLook() throws IOException {
        Path war = Files.writeString(folder.resolve("app.war"), "old");
        try (FileWatch watch = new FileWatch(List.of(war), List.of(), folder, changes::add)) {
            Files.writeString(war, "half of the");
            watch.tick();
            Files.writeString(war, "half of the new one");
            watch.tick();
            assertThat(changes).isEmpty();
            watch.tick();
            assertThat(changes).containsExactly(war.toString());
            watch.tick();
            assertThat(changes).hasSize(1);
        }
    }

    @Test
    void seesFilesThatComeAndGoBelowAFolder() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("app/WEB-INF/classes"));
        Path first = Files.writeString(classes.resolve("A.class"), "a");
        try (FileWatch watch = new FileWatch(List.of(folder.resolve("app")), List.of(), folder, changes::add)) {
            Path second = Files.writeString(classes.resolve("B.class"), "b");
            watch.tick();
            watch.tick();
            Files.delete(first);
            watch.tick();
            watch.tick();
            assertThat(changes).containsExactly(second.toString(), first.toString());
        }
    }

    @Test
    void expandsGlobsAnewAtEachLook() throws IOException {
        try (FileWatch watch = new FileWatch(List.of(), List.of("conf/**.properties"), folder, changes::add)) {
            Path deep = Files.createDirectories(folder.resolve("conf/a/b"));
            Files.writeString(deep.resolve("other.txt"), "x");
            watch.tick();
            watch.tick();
            assertThat(changes).isEmpty();
            Path seen = Files.writeString(deep.resolve("app.properties"), "x");
            watch.tick();
            watch.tick();
            assertThat(changes).containsExactly(seen.toString());
        }
    }
}
