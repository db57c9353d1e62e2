package org.junicorn.container.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junicorn.container.war.JspModel.PropertyGroupModel;
import org.junicorn.container.war.JspModel.TaglibModel;
import org.junicorn.container.war.JspModel.TldModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JspScanTest {
    @TempDir
    Path folder;

    private WebAppModel prepare(Archive war) throws Exception {
        Path file = war.write(folder.resolve("app.war"));
        return new Preparer()
                .prepare(new AppSource.WarFile(file), folder.resolve("work"))
                .model();
    }

    private static String tld(String uri, String more) {
        return "<taglib><uri>" + uri + "</uri>" + more + "</taglib>";
    }

    private static String listener(String name) {
        return "<listener><listener-class>" + name + "</listener-class></listener>";
    }

    private static Archive webXml(String elements) {
        return new Archive().file("WEB-INF/web.xml", "<web-app version='6.1'>\n" + elements + "</web-app>");
    }

    private static Descriptor parse(String elements, List<String> warnings) throws InvalidAppException {
        String xml = "<web-app version='6.1'>\n" + elements + "</web-app>";
        return WebXmlParser.parse("WEB-INF/web.xml", xml.getBytes(StandardCharsets.UTF_8), warnings::add);
    }

    @Test
    void tagLibrariesAreFoundInTheOrderOfTheSpecification() throws Exception {
        Archive war = webXml("<jsp-config>"
                        + "<taglib><taglib-uri>mapped</taglib-uri><taglib-location>x/own.tld</taglib-location></taglib>"
                        + "<taglib><taglib-uri>jar</taglib-uri><taglib-location>/WEB-INF/lib/b.jar</taglib-location></taglib>"
                        + "<taglib><taglib-uri>gone</taglib-uri><taglib-location>gone.tld</taglib-location></taglib>"
                        + "</jsp-config>")
                .file("WEB-INF/x/own.tld", tld("own", listener("Own")))
                .file("WEB-INF/tags/ignored.tld", tld("ignored", listener("Ignored")))
                .file("WEB-INF/tags/sub/implicit.tld", tld("implicit", ""))
                .file("WEB-INF/classes/META-INF/c.tld", tld("classes", ""))
                .jar(
                        "a.jar",
                        new Archive().file("META-INF/deep/a.tld", tld("a", "")).file("a.tld", tld("root", "")))
                .jar(
                        "b.jar",
                        new Archive()
                                .file("META-INF/taglib.tld", tld("a", listener("B")))
                                .file("META-INF/resources/WEB-INF/r.tld", tld("resource", "")));

        WebAppModel model = prepare(war);

        String root = model.root();
        assertThat(model.jsp().tlds())
                .startsWith(
                        new TldModel("mapped", root + "/WEB-INF/x/own.tld", "/WEB-INF/x/own.tld", ""),
                        new TldModel("jar", root + "/WEB-INF/lib/b.jar", "/WEB-INF/lib/b.jar", "META-INF/taglib.tld"),
                        new TldModel(
                                "implicit",
                                root + "/WEB-INF/tags/sub/implicit.tld",
                                "/WEB-INF/tags/sub/implicit.tld",
                                ""),
                        new TldModel("own", root + "/WEB-INF/x/own.tld", "/WEB-INF/x/own.tld", ""))
                .endsWith(
                        new TldModel(
                                "classes",
                                root + "/WEB-INF/classes/META-INF/c.tld",
                                "/WEB-INF/classes/META-INF/c.tld",
                                ""),
                        new TldModel("a", root + "/WEB-INF/lib/a.jar", "/WEB-INF/lib/a.jar", "META-INF/deep/a.tld"));
        assertThat(model.jsp().tlds())
                .extracting(TldModel::uri)
                .containsExactly("mapped", "jar", "implicit", "own", "resource", "classes", "a");
        assertThat(model.jsp().listeners()).containsExactly("Own", "B");
        assertThat(model.warnings())
                .containsExactly("WEB-INF/web.xml: the tag library \"gone\" is not at /WEB-INF/gone.tld; pages that use"
                        + " it will not compile");
        assertThat(Path.of(model.jsp().workDir()))
                .isDirectory()
                .isEqualTo(Path.of(root).resolveSibling("jsp"));
        assertThat(model.jsp().pages()).isFalse();
        assertThat(model.jsp().used()).isTrue();
    }

    @Test
    void aBrokenTagLibraryOfAJarOnlyLosesItselfButOneOfTheApplicationIsRefused() throws Exception {
        WebAppModel model = prepare(webXml("")
                .jar("a.jar", new Archive().file("META-INF/a.tld", "<taglib>\n<uri>a</taglib>"))
                .jar("b.jar", new Archive().file("META-INF/b.tld", "<other/>")));

        assertThat(model.jsp().tlds()).isEmpty();
        assertThat(model.jsp().used()).isFalse();
        assertThat(model.warnings())
                .hasSize(2)
                .anySatisfy(w -> assertThat(w)
                        .startsWith("WEB-INF/lib/a.jar!/META-INF/a.tld, line 2, column 9: not well-formed XML: ")
                        .endsWith("; pages cannot use this tag library"))
                .contains("WEB-INF/lib/b.jar!/META-INF/b.tld, line 1: the root element is <other>; expected <taglib>;"
                        + " pages cannot use this tag library");
        assertThatThrownBy(() -> prepare(webXml("").file("WEB-INF/a.tld", "<other/>")))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageEndingWith("/WEB-INF/a.tld, line 1: the root element is <other>; expected <taglib>");
    }

    @Test
    void pagesAreNoticedWhereverTheyAre() throws Exception {
        assertThat(prepare(webXml("").file("a/b.JSPX", "x")).jsp().pages()).isTrue();
        assertThat(prepare(webXml("").file("WEB-INF/view/b.jsp", "x")).jsp().pages())
                .isTrue();
        assertThat(prepare(webXml("").jar("a.jar", new Archive().file("META-INF/resources/a.jsp", "x")))
                        .jsp()
                        .pages())
                .isTrue();
        assertThat(prepare(webXml("<servlet><servlet-name>s</servlet-name><jsp-file>/s</jsp-file></servlet>"))
                        .jsp()
                        .pages())
                .isTrue();
        assertThat(prepare(webXml("").file("WEB-INF/classes/a.jsp", "x")).jsp().used())
                .isFalse();
    }

    @Test
    void everythingOfJspConfigIsRead() throws Exception {
        WebAppModel model = prepare(webXml("<jsp-config><taglib><taglib-uri>u</taglib-uri>"
                        + "<taglib-location>t.tld</taglib-location></taglib><jsp-property-group><description/>"
                        + "<url-pattern>*.view</url-pattern><url-pattern>/v/*</url-pattern><el-ignored>yes</el-ignored>"
                        + "<error-on-el-not-found>true</error-on-el-not-found><page-encoding>UTF-8</page-encoding>"
                        + "<scripting-invalid>false</scripting-invalid><is-xml>true</is-xml>"
                        + "<include-prelude>/p.jspf</include-prelude><include-prelude>/q.jspf</include-prelude>"
                        + "<include-coda>/c.jspf</include-coda>"
                        + "<deferred-syntax-allowed-as-literal>true</deferred-syntax-allowed-as-literal>"
                        + "<trim-directive-whitespaces>true</trim-directive-whitespaces>"
                        + "<default-content-type>text/xml</default-content-type><buffer>16kb</buffer>"
                        + "<error-on-undeclared-namespace>true</error-on-undeclared-namespace></jsp-property-group>"
                        + "</jsp-config>")
                .jar(
                        "f.jar",
                        new Archive()
                                .file(
                                        "META-INF/web-fragment.xml",
                                        "<web-fragment><jsp-config><taglib><taglib-uri>u</taglib-uri>"
                                                + "<taglib-location>other.tld</taglib-location></taglib>"
                                                + "<jsp-property-group><url-pattern>*.f</url-pattern></jsp-property-group>"
                                                + "</jsp-config></web-fragment>")));

        assertThat(model.jsp().taglibs()).containsExactly(new TaglibModel("u", "t.tld"));
        assertThat(model.jsp().groups())
                .containsExactly(
                        new PropertyGroupModel(
                                List.of("*.view", "/v/*"),
                                "true",
                                "true",
                                "UTF-8",
                                "false",
                                "true",
                                List.of("/p.jspf", "/q.jspf"),
                                List.of("/c.jspf"),
                                "true",
                                "true",
                                "text/xml",
                                "16kb",
                                "true"),
                        new PropertyGroupModel(
                                List.of("*.f"), "", "", "", "", "", List.of(), List.of(), "", "", "", "", ""));
    }

    @Test
    void tagLibrariesOfOldDescriptorsStandAtTheTop() throws Exception {
        List<String> warnings = new ArrayList<>();
        String taglib = "<taglib><taglib-uri>u</taglib-uri><taglib-location>/WEB-INF/t.tld</taglib-location></taglib>";

        Descriptor read = parse(taglib + "\n" + taglib, warnings);

        assertThat(read.taglibs).isEqualTo(Map.of("u", "/WEB-INF/t.tld"));
        assertThat(warnings)
                .containsExactly(
                        "WEB-INF/web.xml, line 3: the tag library \"u\" is listed twice; the first one counts");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <taglib><taglib-uri>u</taglib-uri></taglib> | <taglib> has no <taglib-location>
                    <jsp-property-group><is-xml>true</is-xml></jsp-property-group> | <jsp-property-group> has no <url-pattern>
                    <jsp-property-group><is-xml>so</is-xml></jsp-property-group> | <is-xml> is "so"; expected true or false
                    <jsp-property-group><include-coda>c.jspf</include-coda></jsp-property-group> | <include-coda> is "c.jspf"; expected a path from the application's root, "/c.jspf"
                    """)
    void whatIsWrongInJspConfigIsNamedWithItsLine(String element, String message) {
        assertThatThrownBy(() -> parse("<jsp-config>" + element + "</jsp-config>", new ArrayList<>()))
                .isInstanceOf(InvalidAppException.class)
                .hasMessage("WEB-INF/web.xml, line 2: " + message);
    }

    @Test
    void theInitializerOfABundledJasperIsNotCalled() throws Exception {
        Archive jasper = new Archive()
                .file(
                        "META-INF/services/jakarta.servlet.ServletContainerInitializer",
                        "org.apache.jasper.servlet.JasperInitializer");
        assertThat(prepare(webXml("").jar("tomcat-embed-jasper.jar", jasper)).initializers())
                .isEmpty();
    }
}
