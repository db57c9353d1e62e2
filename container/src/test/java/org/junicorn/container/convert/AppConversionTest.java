package org.junicorn.container.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppConversionTest {
    private static final FileTime TIME = FileTime.fromMillis(1_500_000_000_000L);

    @TempDir
    Path folder;

    private Path app;
    private byte[] oldClass;

    @BeforeEach
    void compile() throws IOException {
        app = Files.createDirectories(folder.resolve("app"));
        Path classes = Compiled.into(
                folder.resolve("classes"),
                List.of(),
                "old/Old.java",
                "package old; public class Old extends javax.servlet.http.HttpServlet {"
                        + " static final String NAME = String.valueOf(\"javax.servlet.error.status_code\");"
                        + " static final String DATA = \"javax.sql.DataSource javax.xml.bind.JAXB\"; }");
        oldClass = Files.readAllBytes(classes.resolve("old/Old.class"));
    }

    private AppConversion.Result convert(Path... others) throws IOException {
        return new AppConversion(app, List.of(others)).convert(Files.createTempDirectory(folder, "scratch"));
    }

    private Path file(String name, byte[] content) throws IOException {
        Path file = app.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        return Files.setLastModifiedTime(file, TIME);
    }

    private Path file(String name, String content) throws IOException {
        return file(name, content.getBytes(ISO_8859_1));
    }

    /** Names and contents in turn. */
    private static byte[] zip(Object... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                byte[] content = entries[i + 1] instanceof String text ? text.getBytes(UTF_8) : (byte[]) entries[i + 1];
                ZipEntry entry = new ZipEntry((String) entries[i]);
                entry.setTime(TIME.toMillis());
                if (entry.getName().endsWith(".jar")) {
                    CRC32 crc = new CRC32();
                    crc.update(content);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    entry.setCrc(crc.getValue());
                }
                out.putNextEntry(entry);
                out.write(content);
            }
        }
        return bytes.toByteArray();
    }

    private static String entry(Path jar, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), ISO_8859_1);
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    @Test
    void classesReferToTheNewNamesAlsoInTheirTexts() throws IOException {
        Path type = file("WEB-INF/classes/old/Old.class", oldClass);
        AppConversion.Result result = convert();
        assertThat(Files.readString(type, ISO_8859_1))
                .contains("jakarta/servlet/http/HttpServlet", "jakarta.servlet.error.status_code")
                .contains("javax.sql.DataSource javax.xml.bind.JAXB")
                .doesNotContain("javax.servlet", "javax/servlet");
        assertThat(Files.getLastModifiedTime(type)).isEqualTo(TIME);
        assertThat(result).isEqualTo(new AppConversion.Result(0, 1, List.of()));
    }

    @Test
    void pagesDescriptorsAndPropertiesAreConvertedInAnyEncoding() throws IOException {
        Path page = file("a/x.jsp", "<%@ page import=\"javax.servlet.http.Cookie\" %> \u00e4\u00ff");
        Path fragment = file("a/head.inc", "<%@ page import=\"javax.servlet.http.Cookie\" %>");
        Path spring = file("WEB-INF/app.xml", "<bean class=\"javax.servlet.Filter\"/><x>javax.naming.Context</x>");
        Path tags = file("WEB-INF/x.tld", "<type>javax.servlet.jsp.tagext.Tag</type>");
        Path html = file("b.html", "<p>How to use javax.servlet</p>");
        Path shtml = file("c.html", "<%@ page import=\"javax.el.ELContext\" %>");
        assertThat(convert().files()).isEqualTo(5);
        assertThat(Files.readAllBytes(page))
                .isEqualTo("<%@ page import=\"jakarta.servlet.http.Cookie\" %> \u00e4\u00ff".getBytes(ISO_8859_1));
        assertThat(fragment).hasContent("<%@ page import=\"jakarta.servlet.http.Cookie\" %>");
        assertThat(spring).hasContent("<bean class=\"jakarta.servlet.Filter\"/><x>javax.naming.Context</x>");
        assertThat(tags).hasContent("<type>jakarta.servlet.jsp.tagext.Tag</type>");
        assertThat(html).hasContent("<p>How to use javax.servlet</p>");
        assertThat(shtml).hasContent("<%@ page import=\"jakarta.el.ELContext\" %>");
    }

    @Test
    void filesOfTheSpecificationsAreRenamedButUrlsStay() throws IOException {
        file("WEB-INF/classes/META-INF/services/javax.servlet.ServletContainerInitializer", "old.Start");
        file("docs/javax/servlet/index.txt", "text");
        convert();
        assertThat(app.resolve("WEB-INF/classes/META-INF/services/jakarta.servlet.ServletContainerInitializer"))
                .hasContent("old.Start");
        assertThat(app.resolve("WEB-INF/classes/META-INF/services/javax.servlet.ServletContainerInitializer"))
                .doesNotExist();
        assertThat(app.resolve("docs/javax/servlet/index.txt")).hasContent("text");
    }

    @Test
    void aSignedJarLosesItsSignatureOnlyIfItChanges() throws IOException {
        String manifest = "Manifest-Version: 1.0\r\nImport-Package: javax.servlet.http\r\n\r\n"
                + "Name: old/Old.class\r\nSHA-256-Digest: x\r\n\r\n";
        Path changed = file(
                "WEB-INF/lib/old.jar",
                zip(
                        "META-INF/MANIFEST.MF",
                        manifest,
                        "META-INF/A.SF",
                        "s",
                        "META-INF/A.RSA",
                        "s",
                        "old/Old.class",
                        oldClass));
        byte[] signed =
                zip("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n", "META-INF/A.SF", "s", "a.txt", "a");
        Path same = file("WEB-INF/lib/same.jar", signed);
        assertThat(convert()).isEqualTo(new AppConversion.Result(1, 0, List.of()));
        assertThat(names(changed)).containsExactly("META-INF/MANIFEST.MF", "old/Old.class");
        assertThat(entry(changed, "META-INF/MANIFEST.MF"))
                .contains("Import-Package: jakarta.servlet.http")
                .doesNotContain("Digest");
        assertThat(entry(changed, "old/Old.class")).contains("jakarta/servlet/http/HttpServlet");
        assertThat(Files.getLastModifiedTime(changed)).isEqualTo(TIME);
        assertThat(Files.readAllBytes(same)).isEqualTo(signed);
    }

    @Test
    void jarsInJarsAreConvertedAndStayStored() throws IOException {
        Path outer = file("WEB-INF/lib/outer.jar", zip("lib/inner.jar", zip("old/Old.class", oldClass)));
        convert();
        try (ZipFile zip = new ZipFile(outer.toFile())) {
            ZipEntry inner = zip.getEntry("lib/inner.jar");
            assertThat(inner.getMethod()).isEqualTo(ZipEntry.STORED);
            try (ZipInputStream in = new ZipInputStream(zip.getInputStream(inner))) {
                assertThat(in.getNextEntry().getName()).isEqualTo("old/Old.class");
                assertThat(new String(in.readAllBytes(), ISO_8859_1)).contains("jakarta/servlet/http/HttpServlet");
            }
        }
    }

    @Test
    void whatTheApplicationBringsAndTheContainerDoesNotKeepsItsName() throws IOException {
        Path text = file(
                "WEB-INF/classes/a.properties",
                "a=javax.ejb.EJB b=javax.persistence.Id c=javax.servlet.X d=javax.transaction.Status"
                        + " e=javax.transaction.xa.Xid f=javax.mail.Session");
        file(
                "WEB-INF/lib/a.jar",
                zip("javax/persistence/Id.class", oldClass, "javax/transaction/xa/Xid.class", oldClass));
        file("WEB-INF/lib/mail.jar", zip("javax/mail/Session.class", oldClass));
        file("WEB-INF/classes/javax/ejb/EJB.class", oldClass);
        convert();
        assertThat(text)
                .hasContent("a=javax.ejb.EJB b=javax.persistence.Id c=jakarta.servlet.X d=jakarta.transaction.Status"
                        + " e=javax.transaction.xa.Xid f=jakarta.mail.Session");
        assertThat(names(app.resolve("WEB-INF/lib/a.jar")))
                .containsExactly("javax/persistence/Id.class", "javax/transaction/xa/Xid.class");
        assertThat(names(app.resolve("WEB-INF/lib/mail.jar"))).containsExactly("jakarta/mail/Session.class");
        assertThat(app.resolve("WEB-INF/classes/javax/ejb/EJB.class")).exists();
    }

    @Test
    void mailKeepsItsNameIfTheOtherOneIsTaken() throws IOException {
        Path text = file("WEB-INF/classes/a.properties", "javax.mail.Session javax.servlet.Filter");
        file("WEB-INF/lib/a.jar", zip("javax/mail/Session.class", oldClass));
        file("WEB-INF/lib/b.jar", zip("jakarta/mail/Session.class", oldClass));
        convert();
        assertThat(text).hasContent("javax.mail.Session jakarta.servlet.Filter");
    }

    @Test
    void textsOfTheOperatorGetTheSameNames() throws IOException {
        file("WEB-INF/lib/a.jar", zip("javax/persistence/Id.class", oldClass));
        convert();
        byte[] text = "javax.mail.Session javax.persistence.Id javax.sql.DataSource".getBytes(UTF_8);
        assertThat(new AppConversion(app, List.of()).text(text))
                .asString(UTF_8)
                .isEqualTo("jakarta.mail.Session javax.persistence.Id javax.sql.DataSource");
    }

    @Test
    void whatOthersOnTheClassPathBringCountsToo() throws IOException {
        Path text = file("WEB-INF/classes/a.properties", "javax.persistence.Id javax.ejb.EJB");
        Path jar = Files.write(folder.resolve("shared.jar"), zip("javax/persistence/Id.class", oldClass));
        Path libraries = Files.createDirectories(folder.resolve("shared"));
        Files.write(libraries.resolve("ejb.jar"), zip("javax/ejb/EJB.class", oldClass));
        convert(jar, libraries);
        assertThat(text).hasContent("javax.persistence.Id javax.ejb.EJB");
    }

    @Test
    void aClassUnderBothNamesIsTakenAsItIs() throws IOException {
        Path jar = file(
                "WEB-INF/lib/both.jar",
                zip("javax/servlet/jsp/jstl/A.class", oldClass, "jakarta/servlet/jsp/jstl/A.class", "new"));
        convert();
        assertThat(names(jar)).containsExactly("jakarta/servlet/jsp/jstl/A.class");
        assertThat(entry(jar, "jakarta/servlet/jsp/jstl/A.class")).isEqualTo("new");
    }

    @Test
    void whatIsDamagedIsReportedAndLeftAlone() throws IOException {
        byte[] cut = Arrays.copyOf(oldClass, 200);
        assertThat(new String(cut, ISO_8859_1)).contains("javax");
        Path type = file("WEB-INF/classes/Cut.class", cut);
        Path jar = file("WEB-INF/lib/no.jar", "this is not a jar, javax.servlet");
        file("WEB-INF/lib/mixed.jar", zip("Cut.class", cut, "old/Old.class", oldClass));
        AppConversion.Result result = convert();
        assertThat(result.archives()).isEqualTo(1);
        assertThat(result.warnings()).hasSize(3);
        assertThat(result.warnings())
                .anyMatch(warning -> warning.startsWith("WEB-INF/classes/Cut.class is not a readable class file ("))
                .anyMatch(warning -> warning.startsWith("WEB-INF/lib/no.jar is not a readable archive ("))
                .anyMatch(warning -> warning.startsWith("WEB-INF/lib/mixed.jar!/Cut.class is not a readable class"));
        assertThat(Files.readAllBytes(type)).isEqualTo(cut);
        assertThat(jar).hasContent("this is not a jar, javax.servlet");
        assertThat(entry(app.resolve("WEB-INF/lib/mixed.jar"), "old/Old.class")).contains("jakarta/servlet");
    }

    @Test
    void aHugeTextIsReportedAndLeftAlone() throws IOException {
        byte[] huge = new byte[ContentConversion.LARGEST + 1];
        Arrays.fill(huge, (byte) ' ');
        System.arraycopy("javax.servlet".getBytes(UTF_8), 0, huge, 0, 13);
        Path text = file("data/big.txt", huge);
        assertThat(convert().warnings()).containsExactly("data/big.txt is larger than 8 MB; it was not converted");
        assertThat(Files.size(text)).isEqualTo(huge.length);
    }
}
