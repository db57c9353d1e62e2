package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junicorn.container.convert.Compiled;
import org.junicorn.container.war.Preparer.Prepared;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparing applications that were written for javax.servlet. */
class ConversionTest {
    @TempDir
    Path folder;

    private Path old;
    private Path war;

    @BeforeEach
    void build() throws IOException {
        old = Files.createDirectories(folder.resolve("old"));
        Compiled.into(
                old.resolve("WEB-INF/classes"),
                List.of(),
                "a/Old.java",
                "package a; import javax.servlet.annotation.*; @WebServlet(\"/old\")"
                        + " public class Old extends javax.servlet.http.HttpServlet {}");
        Files.writeString(
                old.resolve("WEB-INF/web.xml"),
                "<web-app version=\"3.0\"><context-param><param-name>a</param-name>"
                        + "<param-value>javax.servlet.Filter</param-value></context-param></web-app>");
        war = zipped(old, folder.resolve("old.war"));
    }

    private static Path zipped(Path folder, Path war) throws IOException {
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return war;
    }

    private Path work() {
        return folder.resolve("work");
    }

    private Prepared prepare(JakartaConverter converter, AppSource source) throws InvalidAppException {
        return new Preparer(converter).prepare(source, work());
    }

    @Test
    void aWarIsConvertedOnceAndThenScanned() throws InvalidAppException {
        Prepared prepared = prepare(JakartaConverter.AUTO, new AppSource.WarFile(war));
        assertThat(prepared.model().servlets())
                .filteredOn(servlet -> servlet.className().equals("a.Old"))
                .singleElement()
                .satisfies(servlet -> assertThat(servlet.mappings()).containsExactly("/old"));
        assertThat(prepared.model().contextParams()).containsEntry("a", "jakarta.servlet.Filter");
        assertThat(prepared.conversion()).hasValueSatisfying(conversion -> {
            assertThat(conversion.evidence()).isEqualTo("WEB-INF/classes/a/Old.class");
            assertThat(conversion.files()).isEqualTo(2);
            assertThat(conversion.archives()).isZero();
        });
        Prepared again = prepare(JakartaConverter.AUTO, new AppSource.WarFile(war));
        assertThat(again.reused()).isTrue();
        assertThat(again.conversion()).isEqualTo(prepared.conversion());
    }

    @Test
    void anApplicationForJakartaIsLeftAlone() throws InvalidAppException, IOException {
        Path fresh = Files.createDirectories(folder.resolve("fresh/WEB-INF"));
        Files.writeString(fresh.resolve("web.xml"), "<web-app/>");
        Files.writeString(fresh.resolveSibling("a.txt"), "javax.servlet.Filter");
        Path freshWar = zipped(fresh.getParent(), folder.resolve("fresh.war"));
        Prepared prepared = prepare(JakartaConverter.AUTO, new AppSource.WarFile(freshWar));
        assertThat(prepared.conversion()).isEmpty();
        assertThat(Path.of(prepared.model().root()).resolve("a.txt")).hasContent("javax.servlet.Filter");
        Prepared forced = prepare(JakartaConverter.ON, new AppSource.WarFile(freshWar));
        assertThat(forced.conversion().orElseThrow().evidence()).isEqualTo("jakarta_converter = on");
        assertThat(Path.of(forced.model().root()).resolve("a.txt")).hasContent("jakarta.servlet.Filter");
    }

    @Test
    void theOperatorsContextXmlIsConvertedWithIt() throws InvalidAppException {
        String context = "<Context><Parameter name=\"b\" value=\"javax.servlet.Servlet\"/></Context>";
        OperatorFiles files = new OperatorFiles(
                Optional.of(new ContextFile("context.xml", context.getBytes(ISO_8859_1))), Optional.empty());
        for (AppSource source : List.of(new AppSource.WarFile(war), new AppSource.Directory(old))) {
            Prepared prepared = new Preparer().prepare(source, files, work());
            assertThat(prepared.model().context().parameters())
                    .singleElement()
                    .satisfies(parameter -> assertThat(parameter.value()).isEqualTo("jakarta.servlet.Servlet"));
        }
    }

    @Test
    void aFolderIsNotChangedButCopied() throws InvalidAppException, IOException {
        Prepared prepared = prepare(JakartaConverter.AUTO, new AppSource.Directory(old));
        Path root = Path.of(prepared.model().root());
        assertThat(root).isEqualTo(prepared.directory().resolve("app"));
        assertThat(Files.readString(root.resolve("WEB-INF/classes/a/Old.class"), ISO_8859_1))
                .contains("jakarta/servlet");
        assertThat(Files.readString(old.resolve("WEB-INF/classes/a/Old.class"), ISO_8859_1))
                .contains("javax/servlet");
        assertThat(prepare(JakartaConverter.AUTO, new AppSource.Directory(old)).reused())
                .isTrue();
        Files.writeString(old.resolve("new.txt"), "new");
        Prepared changed = prepare(JakartaConverter.AUTO, new AppSource.Directory(old));
        assertThat(changed.directory()).isNotEqualTo(prepared.directory());
        assertThat(Path.of(changed.model().root()).resolve("new.txt")).hasContent("new");
    }

    @Test
    void offRefusesSuchAnApplicationEvenIfItWasConvertedBefore() throws InvalidAppException {
        prepare(JakartaConverter.AUTO, new AppSource.WarFile(war));
        assertThatThrownBy(() -> prepare(JakartaConverter.OFF, new AppSource.WarFile(war)))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage(war + ": it is an application for javax.servlet (Java EE 8 or older), as"
                        + " WEB-INF/classes/a/Old.class shows, and jakarta_converter = off;"
                        + " set it to auto, or build the application for jakarta.servlet");
    }
}
