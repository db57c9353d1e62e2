package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junicorn.container.convert.Compiled;
import org.junicorn.container.war.NamespaceSearch.Finding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceSearchTest {
    @TempDir
    static Path shared;

    private static Path classes;

    @TempDir
    Path app;

    @BeforeAll
    static void compile() {
        classes = Compiled.into(
                shared.resolve("classes"),
                List.of(),
                "a/Old.java",
                "package a; public class Old extends javax.servlet.http.HttpServlet {}",
                "a/New.java",
                "package a; public class New extends jakarta.servlet.http.HttpServlet {}",
                "a/OldChild.java",
                "package a; public class OldChild extends Old {}",
                "a/NewChild.java",
                "package a; public class NewChild extends New {}",
                "a/Plain.java",
                "package a; public class Plain { String a = \"javax.servlet.error.status_code\"; javax.sql.DataSource b; }");
    }

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(app.resolve("WEB-INF/classes/a"));
        Files.createDirectories(app.resolve("WEB-INF/lib"));
    }

    private NamespaceSearchTest own(String name) throws IOException {
        Files.copy(classes.resolve("a/" + name + ".class"), app.resolve("WEB-INF/classes/a/" + name + ".class"));
        return this;
    }

    private NamespaceSearchTest lib(String jar, String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(app.resolve("WEB-INF/lib/" + jar));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                boolean service = name.startsWith("META-INF");
                zip.putNextEntry(new ZipEntry(service ? name : "a/" + name + ".class"));
                zip.write(service ? new byte[0] : Files.readAllBytes(classes.resolve("a/" + name + ".class")));
            }
        }
        return this;
    }

    private NamespaceSearchTest file(String name, String content) throws IOException {
        Files.createDirectories(app.resolve(name).getParent());
        Files.writeString(app.resolve(name), content);
        return this;
    }

    private Finding find() throws IOException {
        return NamespaceSearch.in(app);
    }

    @Test
    void theApplicationsOwnClassesDecide() throws IOException {
        assertThat(own("Old").lib("x.jar", "New", "NewChild").find())
                .isEqualTo(new Finding(true, "WEB-INF/classes/a/Old.class"));
    }

    @Test
    void aLibraryForTheOldNamesDoesNotMakeANewApplicationOld() throws IOException {
        assertThat(own("New").lib("x.jar", "Old", "OldChild").find()).isEqualTo(Finding.NONE);
    }

    @Test
    void jakartasNamespaceOfWebXmlDecidesBeforeAllElse() throws IOException {
        assertThat(own("Old")
                        .file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\"/>")
                        .find())
                .isEqualTo(Finding.NONE);
    }

    @Test
    void anOldDescriptorAloneSaysNothing() throws IOException {
        assertThat(own("New")
                        .file("WEB-INF/web.xml", "<web-app version=\"2.4\" xmlns=\"http://java.sun.com/xml/ns/j2ee\"/>")
                        .find())
                .isEqualTo(Finding.NONE);
        assertThat(file("WEB-INF/web.xml", "<web-app/>")
                        .file("index.html", "javax.servlet.Filter")
                        .find())
                .isEqualTo(Finding.NONE);
    }

    @Test
    void aTextInAClassIsNoUseOfTheApi() throws IOException {
        assertThat(own("Plain").find()).isEqualTo(Finding.NONE);
    }

    @Test
    void pagesDecideForAnApplicationWithoutClasses() throws IOException {
        assertThat(own("Plain")
                        .file("a/b.jsp", "<%@ page import=\"javax.servlet.http.*\" %>")
                        .find())
                .isEqualTo(new Finding(true, "a/b.jsp"));
        assertThat(file("a/b.jsp", "<%@ page import=\"jakarta.servlet.http.*\" %>")
                        .find())
                .isEqualTo(Finding.NONE);
    }

    @Test
    void theServletThatWebXmlNamesDecidesAmongLibraries() throws IOException {
        lib("x.jar", "Old", "OldChild").lib("y.jar", "New", "NewChild");
        assertThat(file("WEB-INF/web.xml", "<web-app><servlet><servlet-class> a.OldChild </servlet-class>")
                        .find())
                .isEqualTo(new Finding(true, "WEB-INF/lib/x.jar (a/Old.class)"));
        assertThat(file("WEB-INF/web.xml", "<web-app><filter><filter-class>a.NewChild</filter-class>")
                        .find())
                .isEqualTo(Finding.NONE);
    }

    @Test
    void containerInitializersDecideAmongLibraries() throws IOException {
        assertThat(lib("x.jar", "New", "META-INF/services/javax.servlet.ServletContainerInitializer")
                        .find())
                .isEqualTo(new Finding(true, "WEB-INF/lib/x.jar, its container initializer"));
        assertThat(lib("x.jar", "Old", "META-INF/services/jakarta.servlet.ServletContainerInitializer")
                        .find())
                .isEqualTo(Finding.NONE);
    }

    @Test
    void elseWhatMostClassesOfLibrariesReferToDecides() throws IOException {
        assertThat(lib("x.jar", "Old", "New").find()).isEqualTo(Finding.NONE);
        assertThat(lib("x.jar", "Old", "Plain").find()).isEqualTo(new Finding(true, "WEB-INF/lib/x.jar (a/Old.class)"));
    }
}
