package org.junicorn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionTest {
    @TempDir
    private Path folder;

    @Test
    void aRunReplacesWhatTheOneBeforeHasWrittenAndNothingElse() throws IOException {
        Path document = Files.writeString(
                folder.resolve("doc.md"),
                "top\n<!-- a:begin -->\nold\n<!-- a:end -->\nmiddle\n<!-- b:begin -->\nkept\n<!-- b:end -->\n");
        Section section = new Section(document, "a");

        section.write("first\n");
        section.write("second\n");

        assertThat(Files.readString(document))
                .isEqualTo(
                        "top\n<!-- a:begin -->\nsecond\n<!-- a:end -->\nmiddle\n<!-- b:begin -->\nkept\n<!-- b:end -->\n");
    }

    @Test
    void aDocumentWithoutTheMarkersIsNotTouched() throws IOException {
        Path document = Files.writeString(folder.resolve("doc.md"), "text\n");

        assertThatThrownBy(() -> new Section(document, "a").write("new\n"))
                .isInstanceOf(IOException.class)
                .hasMessage(document + " has no lines <!-- a:begin --> and <!-- a:end -->");
        assertThat(Files.readString(document)).isEqualTo("text\n");
    }
}
