package org.junicorn.container.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.junicorn.container.convert.EarlierApi;
import org.junicorn.container.war.InvalidAppException;
import org.junicorn.container.war.WebAppModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSPs that are compiled before the application runs. */
class PrecompilerTest {
    @TempDir
    Path folder;

    private TestApp app() {
        return new TestApp(folder.resolve("test"));
    }

    private int compile(WebAppModel model) throws Exception {
        return new Precompiler(model).compile(Files.createDirectories(folder.resolve("own")), 2);
    }

    private static Path compiled(WebAppModel model, String name) {
        return Path.of(model.jsp().workDir()).resolve("org/apache/jsp").resolve(name + ".class");
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Test
    void workersTakeWhatWasCompiled() throws Exception {
        TestApp app = app().file("a.jsp", "a ${1 + 1} <%@ include file=\"part.jspf\" %>")
                .file("part.jspf", "<% out.print(\"part\"); %>")
                .file("sub/b.jspx", "<b xmlns:jsp=\"http://java.sun.com/JSP/Page\"><jsp:text>b</jsp:text></b>")
                .file("WEB-INF/hidden.jsp", "hidden")
                .file("c.page", "c ${2 * 2}")
                .file("d.txt", "d ${3 * 3}")
                .file("WEB-INF/classes/not.jsp", "<% this is no page %>")
                .file(
                        "WEB-INF/web.xml",
                        "<web-app version=\"6.1\"><servlet><servlet-name>d</servlet-name><jsp-file>/d.txt</jsp-file>"
                                + "</servlet><servlet-mapping><servlet-name>d</servlet-name><url-pattern>/d</url-pattern>"
                                + "</servlet-mapping><jsp-config><jsp-property-group><url-pattern>*.page</url-pattern>"
                                + "</jsp-property-group></jsp-config></web-app>");
        WebAppModel model = app.prepared();
        assertThat(compile(model)).isEqualTo(5);
        Path a = compiled(model, "a_jsp");
        assertThat(Files.getLastModifiedTime(a).toMillis())
                .isEqualTo(
                        Files.getLastModifiedTime(app.root().resolve("a.jsp")).toMillis());
        assertThat(compiled(model, "WEB_002dINF/hidden_jsp")).exists();
        Object before = identity(a);
        try (Running running = Running.start(model, app.settings(""))) {
            assertThat(running.get("/a.jsp").body()).isEqualTo("a 2 part");
            assertThat(running.get("/sub/b.jspx").body()).contains("<b>b</b>");
            assertThat(running.get("/c.page").body()).isEqualTo("c 4");
            assertThat(running.get("/d").body()).isEqualTo("d 9");
        }
        assertThat(identity(a)).isEqualTo(before);
    }

    @Test
    void tagFilesAndTagHandlersOfTheApplicationAreUsed() throws Exception {
        TestApp app = app().source(
                        "Shout",
                        "public class Shout extends jakarta.servlet.jsp.tagext.SimpleTagSupport { private String text;"
                                + " public void setText(String t) { text = t; } public void doTag() throws IOException {"
                                + " getJspContext().getOut().print(text.toUpperCase()); } }")
                .file(
                        "WEB-INF/t.tld",
                        "<taglib version=\"3.0\"><tlib-version>1</tlib-version><short-name>t</short-name><uri>urn:t</uri>"
                                + "<tag><name>shout</name><tag-class>app.Shout</tag-class><body-content>empty</body-content>"
                                + "<attribute><name>text</name><required>true</required></attribute></tag></taglib>")
                .file("WEB-INF/tags/box.tag", "<%@ attribute name=\"x\" %>[${x}]")
                .file(
                        "a.jsp",
                        "<%@ taglib uri=\"urn:t\" prefix=\"t\" %><%@ taglib tagdir=\"/WEB-INF/tags\" prefix=\"g\" %>"
                                + "<t:shout text=\"hi\"/><g:box x=\"y\"/>")
                .file("b.jsp", "<%@ taglib tagdir=\"/WEB-INF/tags\" prefix=\"g\" %><g:box x=\"z\"/>");
        WebAppModel model = app.prepared();
        assertThat(compile(model)).isEqualTo(2);
        Path tag = compiled(model, "tag/web/box_tag");
        Object before = identity(tag);
        try (Running running = Running.start(model, app.settings(""))) {
            assertThat(running.get("/a.jsp").body()).isEqualTo("HI[y]");
            assertThat(running.get("/b.jsp").body()).isEqualTo("[z]");
        }
        assertThat(identity(tag)).isEqualTo(before);
    }

    @Test
    void pagesOfAConvertedApplicationMayUseWhatLaterVersionsRemoved() throws Exception {
        WebAppModel model = app().source(
                        "Old", "public class Old extends jakarta.servlet.jsp.tagext.SimpleTagSupport { }")
                .file(
                        "WEB-INF/t.tld",
                        "<taglib version=\"3.0\"><tlib-version>1</tlib-version><short-name>t</short-name><uri>urn:t</uri>"
                                + "<tag><name>old</name><tag-class>app.Old</tag-class><body-content>empty</body-content>"
                                + "</tag></taglib>")
                .file(
                        "a.jsp",
                        "<%@ taglib uri=\"urn:t\" prefix=\"t\" %><t:old/><% session.putValue(\"a\", 1);"
                                + " response.setStatus(200, \"OK\"); jakarta.servlet.http.HttpSessionContext none ="
                                + " session.getSessionContext(); pageContext.getExpressionEvaluator(); %>")
                .prepared();
        assertThatThrownBy(() -> compile(model)).hasMessageContaining("putValue");
        Path api = EarlierApi.in(folder.resolve("api"));
        assertThat(new Precompiler(model, Optional.of(api)).compile(folder.resolve("own"), 1))
                .isEqualTo(1);
    }

    @Test
    void everyPageThatDoesNotCompileIsNamedWithItsLine() {
        WebAppModel model = app().file("good.jsp", "good")
                .file("java.jsp", "<p>\n<%= missing %>\n</p>")
                .file("syntax.jsp", "<p>\n  <jsp:include>\n")
                .prepared();
        assertThatThrownBy(() -> compile(model))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageStartingWith("2 of 3 JSPs do not compile (precompile_jsps):\n"
                        + "  /java.jsp: Unable to compile class for JSP: \n"
                        + "    An error occurred at line: [2] in the jsp file: [/java.jsp]\n"
                        + "    missing cannot be resolved to a variable\n")
                .hasMessageEndingWith(
                        "\n  /syntax.jsp (line: [3], column: [0]) Expecting \"jsp:param\" standard action with"
                                + " \"name\" and \"value\" attributes")
                .message()
                .doesNotContain("Stacktrace", "\tat ");
    }

    @Test
    void theFirstOfManyAreShown() {
        TestApp app = app();
        for (int i = 0; i < 7; i++) {
            app.file("p" + i + ".jsp", "<%= missing %>");
        }
        WebAppModel model = app.prepared();
        assertThatThrownBy(() -> compile(model))
                .hasMessageStartingWith("7 of 7 JSPs do not compile")
                .hasMessageEndingWith("\n  and 2 more");
    }

    @Test
    void theServletOfAMissingPageIsNamed() {
        WebAppModel model = app().file(
                        "WEB-INF/web.xml",
                        "<web-app version=\"6.1\"><servlet><servlet-name>s</servlet-name><jsp-file>/none.jsp</jsp-file>"
                                + "</servlet></web-app>")
                .prepared();
        assertThatThrownBy(() -> compile(model))
                .hasMessageStartingWith("1 of 1 JSPs does not compile (precompile_jsps):\n  /none.jsp: ");
    }

    @Test
    void anApplicationWithoutPagesStartsNoCompiler() throws Exception {
        assertThat(compile(app().file("index.html", "home").prepared())).isZero();
    }
}
