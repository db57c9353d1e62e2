package org.junicorn.container.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFileTest {
    private static final SharedFile KIND = new SharedFile("testing1", 64, "a board of tests");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("board");
    }

    @Test
    void whatOneProcessWritesAnotherReads() throws IOException {
        ByteBuffer one = KIND.create(file, memory -> SharedFile.LONG.setVolatile(memory, 8, 77L));
        ByteBuffer other = KIND.open(file);

        assertThat((long) SharedFile.LONG.getVolatile(other, 8)).isEqualTo(77);
        SharedFile.LONG.setVolatile(one, 16, 78L);
        assertThat((long) SharedFile.LONG.getVolatile(other, 16)).isEqualTo(78);
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        KIND.create(file, memory -> {});

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatExistsIsLeftAlone() throws IOException {
        Files.writeString(file, "mine");

        assertThatThrownBy(() -> KIND.create(file, memory -> {})).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void aFileOfAnotherKindOrLayoutIsNotMapped() throws IOException {
        new SharedFile("testing2", 64, "another").create(file, memory -> {});

        assertThatThrownBy(() -> KIND.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not a board of tests");
    }

    @Test
    void aFileThatWasCutShortIsNotMapped() throws IOException {
        KIND.create(file, memory -> {});
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(32);
        }

        assertThatThrownBy(() -> KIND.open(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not a board of tests");
    }

    @Test
    void codesAreTheSameForAllWhoShareTheMemoryAndForNobodyElse() throws IOException {
        ByteBuffer memory = KIND.create(file, fresh -> SharedSecret.put(fresh, 8));
        byte[] code = new SharedSecret(memory, 8).code("ann");

        assertThat(new SharedSecret(KIND.open(file), 8).code("ann"))
                .isEqualTo(code)
                .hasSize(32);
        assertThat(new SharedSecret(memory, 8).code("bob")).isNotEqualTo(code);
        assertThat(new SharedSecret(KIND.alone(fresh -> SharedSecret.put(fresh, 8)), 8).code("ann"))
                .isNotEqualTo(code);
    }
}
