package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarExploderTest {
    @TempDir
    Path folder;

    private Path war;
    private Path target;

    @BeforeEach
    void names() throws Exception {
        war = folder.resolve("app.war");
        target = Files.createDirectory(folder.resolve("target"));
    }

    private void explode() throws Exception {
        new WarExploder(UnpackBudget.Limits.DEFAULT).explode(war, target);
    }

    private void refused(byte[] archive, String message) throws Exception {
        Files.write(war, archive);
        assertThatThrownBy(this::explode)
                .isInstanceOf(InvalidAppException.class)
                .hasMessage(war + ": " + message);
    }

    @Test
    void filesKeepTheTimeOfTheirEntry() throws Exception {
        new Archive()
                .folder("empty")
                .file("index.html", "hello")
                .file("./a//b.txt", "b")
                .write(war);

        explode();

        assertThat(target.resolve("empty")).isEmptyDirectory();
        assertThat(target.resolve("index.html")).hasContent("hello");
        assertThat(target.resolve("a/b.txt")).hasContent("b");
        assertThat(Files.getLastModifiedTime(target.resolve("index.html")).toMillis())
                .isEqualTo(Archive.TIME);
    }

    @Test
    void anArchiveBehindAShellScriptIsUnpacked() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("#!/bin/sh\nexec java -jar $0\n".getBytes(StandardCharsets.UTF_8));
        bytes.write(new Archive().file("index.html", "hello").bytes());
        Files.write(war, bytes.toByteArray());

        explode();

        assertThat(target.resolve("index.html")).hasContent("hello");
    }

    @Test
    void aFileThatIsNoZipIsRefused() throws Exception {
        refused(
                "not a war, but long enough to be one".getBytes(StandardCharsets.UTF_8),
                "not a zip file; expected a WAR");
    }

    @Test
    void anEmptyFileIsRefused() throws Exception {
        refused(new byte[0], "the file is empty; expected a WAR (a zip file)");
    }

    @Test
    void aTruncatedWarIsRefused() throws Exception {
        byte[] whole = new Archive().file("index.html", "hello").bytes();
        byte[] half = Arrays.copyOf(whole, whole.length / 2);

        refused(
                half,
                "the zip file is cut short after " + half.length
                        + " bytes (its directory at the end is missing); perhaps it is still being copied");
    }

    @Test
    void aWarWhoseDirectoryIsDamagedIsRefused() throws Exception {
        refused(
                Archive.patch(new Archive().file("index.html", "hello").bytes(), "PK\1\2", "PK\7\7"),
                "the zip file is damaged (its directory does not fit the file); build or copy it again");
    }

    @Test
    void anEntryWithAWrongChecksumIsRefused() throws Exception {
        byte[] archive = new Archive().file("index.html", "hello").bytes();
        archive[new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\1\2") + 16]++;

        refused(archive, "the entry \"index.html\" is damaged (its checksum does not match); build or copy it again");
    }

    @ParameterizedTest
    @CsvSource({
        "../evil, leads out of the archive",
        "a/../../evil, leads out of the archive",
        "/etc/evil, is an absolute path",
        "C:/evil, is an absolute path",
        "..\\evil, holds a backslash; entries are separated by \"/\"",
        "a\\b, holds a backslash; entries are separated by \"/\""
    })
    void anEntryThatLeadsOutsideIsRefusedBeforeAnythingIsWritten(String name, String why) throws Exception {
        refused(
                new Archive().file("index.html", "hello").file(name, "evil").bytes(),
                "the entry \"" + name + "\" " + why + "; nothing was unpacked, build the WAR without it");
        assertThat(target).isEmptyDirectory();
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws Exception {
        refused(
                Archive.patch(new Archive().file("one", "1").file("two", "2").bytes(), "two", "one"),
                "the entry \"one\" occurs twice; nothing was unpacked, build the WAR without it");
    }

    @Test
    void twoFoldersOfOneNameDoNoHarm() throws Exception {
        Files.write(war, Archive.patch(new Archive().folder("one").folder("two").bytes(), "two/", "one/"));

        explode();

        assertThat(target.resolve("one")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"a, a/b, a", "a/b, a, a", "a, a/, a/"})
    void aFileThatIsAlsoAFolderIsRefused(String first, String second, String named) throws Exception {
        refused(
                new Archive()
                        .file(first, "1")
                        .file(second, second.endsWith("/") ? "" : "2")
                        .bytes(),
                "the entry \"" + named
                        + "\" is both a file and a folder; nothing was unpacked, build the WAR without it");
    }

    @Test
    void aSymbolicLinkIsRefused() throws Exception {
        refused(
                Archive.symlink(new Archive().file("passwords", "/etc/passwd").bytes(), "passwords"),
                "the entry \"passwords\" is a symbolic link; nothing was unpacked, build the WAR without it");
    }

    @Test
    void tooLargeAnEntryIsRefused() throws Exception {
        new Archive().file("big", new byte[3000]).write(war);

        assertThatThrownBy(() ->
                        new WarExploder(new UnpackBudget.Limits(10, 2048, 10_000, 1000, 10_000)).explode(war, target))
                .hasMessage(
                        war + ": the entry \"big\" unpacks to more than 2048 bytes, the most that one file may have");
    }

    @Test
    void tooLargeAWarIsRefused() throws Exception {
        new Archive().file("one", new byte[3000]).file("two", new byte[3000]).write(war);

        assertThatThrownBy(() ->
                        new WarExploder(new UnpackBudget.Limits(10, 4096, 5000, 1000, 10_000)).explode(war, target))
                .hasMessage(war + ": it unpacks to more than 5000 bytes, the most that an application may have");
    }

    @Test
    void anArchiveBombIsRefused() throws Exception {
        new Archive().file("zeros", new byte[1 << 20]).write(war);

        assertThatThrownBy(() -> new WarExploder(new UnpackBudget.Limits(10, 4L << 30, 8L << 30, 100, 1000))
                        .explode(war, target))
                .hasMessageStartingWith(war
                        + ": it unpacks to more than 100 times its size (at the entry \"zeros\"), as only archives do"
                        + " that are made to fill disks");
    }

    @Test
    void tooManyEntriesAreRefused() throws Exception {
        new Archive().file("a", "").file("b", "").file("c", "").write(war);

        assertThatThrownBy(() -> new WarExploder(new UnpackBudget.Limits(2, 100, 100, 100, 100)).explode(war, target))
                .hasMessage(war + ": it has 3 entries, at most 2 are unpacked");
    }
}
