package org.junicorn.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    @TempDir
    Path folder;

    private static void settle(CertificateWatch watch) {
        assertThat(watch.changed()).as("the first look sees it").isFalse();
        assertThat(watch.changed()).as("the second that it stays").isTrue();
        assertThat(watch.changed()).as("and it is told once").isFalse();
    }

    @Test
    void aFileThatIsReplacedHasChangedOnceItStays() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pem"), "one");
        CertificateWatch watch = new CertificateWatch(List.of(file));
        assertThat(watch.changed()).isFalse();
        Path other = Files.writeString(folder.resolve("new"), "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        settle(watch);
    }

    @Test
    void linksAreFollowedToTheirEnds() throws IOException {
        Files.createDirectories(folder.resolve("1"));
        Files.createDirectories(folder.resolve("2"));
        Files.writeString(folder.resolve("1/tls.crt"), "one");
        Files.writeString(folder.resolve("2/tls.crt"), "two");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("1"));
        Path file = Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data/tls.crt"));
        CertificateWatch watch = new CertificateWatch(List.of(file));
        Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("2"));
        Files.move(folder.resolve("..tmp"), data, StandardCopyOption.ATOMIC_MOVE);
        settle(watch);
    }

    @Test
    void aFileThatComesAndGoesIsAChangeToo() throws IOException {
        Path file = folder.resolve("a.pem");
        CertificateWatch watch = new CertificateWatch(List.of(file));
        Files.writeString(file, "one");
        assertThat(watch.changed()).isFalse();
        Files.writeString(file, "longer");
        settle(watch);
        Files.delete(file);
        settle(watch);
    }
}
