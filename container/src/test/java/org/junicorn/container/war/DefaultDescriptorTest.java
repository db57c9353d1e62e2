package org.junicorn.container.war;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultDescriptorTest {
    /** What Tomcat's own file says, with its class names and parameters. */
    private static final String TOMCATS = """
            <request-character-encoding>UTF-8</request-character-encoding>
            <response-character-encoding>UTF-8</response-character-encoding>
            <servlet>
              <servlet-name>default</servlet-name>
              <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
              <init-param><param-name>debug</param-name><param-value>0</param-value></init-param>
              <init-param><param-name>listings</param-name><param-value>false</param-value></init-param>
              <load-on-startup>1</load-on-startup>
            </servlet>
            <servlet>
              <servlet-name>jsp</servlet-name>
              <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class>
              <init-param><param-name>fork</param-name><param-value>false</param-value></init-param>
              <init-param><param-name>xpoweredBy</param-name><param-value>false</param-value></init-param>
              <load-on-startup>3</load-on-startup>
            </servlet>
            <servlet-mapping>
              <servlet-name>default</servlet-name><url-pattern>/</url-pattern>
            </servlet-mapping>
            <servlet-mapping>
              <servlet-name>jsp</servlet-name><url-pattern>*.jsp</url-pattern><url-pattern>*.jspx</url-pattern>
            </servlet-mapping>
            <session-config><session-timeout>30</session-timeout></session-config>
            <mime-mapping><extension>abs</extension><mime-type>audio/x-mpeg</mime-type></mime-mapping>
            <welcome-file-list><welcome-file>index.html</welcome-file></welcome-file-list>
            """;

    @TempDir
    Path folder;

    private WebAppModel under(String defaults, String webXml) throws Exception {
        Path app = Files.createTempDirectory(folder, "app");
        Files.writeString(
                Files.createDirectory(app.resolve("WEB-INF")).resolve("web.xml"),
                "<web-app version=\"6.1\">" + webXml + "</web-app>");
        ContextFile file = new ContextFile(
                "conf/web.xml", ("<web-app version=\"6.1\">\n" + defaults + "</web-app>").getBytes(UTF_8));
        return new Preparer()
                .prepare(
                        new AppSource.Directory(app),
                        new OperatorFiles(Optional.empty(), Optional.of(file)),
                        folder.resolve("work"))
                .model();
    }

    private static ServletModel servlet(WebAppModel model, String name) {
        return model.servlets().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tomcatsOwnIsTakenWithoutAWarning() throws Exception {
        WebAppModel model = under(TOMCATS, "");
        assertThat(model.warnings()).isEmpty();
        assertThat(model.servlets()).extracting(ServletModel::name).containsExactly("default", "jsp");
        // They stay free until the application has started, as Tomcat's "overridable" mappings do.
        assertThat(model.servlets()).allMatch(servlet -> servlet.mappings().isEmpty());
        assertThat(servlet(model, "jsp").initParams()).contains(entry("fork", "false"));
        assertThat(model.session().timeoutMinutes()).isEqualTo(30);
        assertThat(model.mimeMappings()).containsOnly(entry("abs", "audio/x-mpeg"));
        assertThat(model.welcomeFiles()).containsExactly("index.html");
        assertThat(model.requestCharacterEncoding()).isEqualTo("UTF-8");
        assertThat(model.distributable()).isFalse();
    }

    @Test
    void whatTheApplicationSaysWins() throws Exception {
        WebAppModel model = under(
                TOMCATS
                        + "<context-param><param-name>a</param-name><param-value>default</param-value></context-param>"
                        + "<context-param><param-name>b</param-name><param-value>default</param-value></context-param>",
                """
                <context-param><param-name>a</param-name><param-value>own</param-value></context-param>
                <session-config><session-timeout>5</session-timeout></session-config>
                <mime-mapping><extension>abs</extension><mime-type>x/own</mime-type></mime-mapping>
                <welcome-file-list><welcome-file>start.html</welcome-file></welcome-file-list>
                <response-character-encoding>ISO-8859-1</response-character-encoding>
                <servlet>
                  <servlet-name>default</servlet-name>
                  <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
                  <init-param><param-name>listings</param-name><param-value>true</param-value></init-param>
                  <init-param><param-name>readonly</param-name><param-value>false</param-value></init-param>
                  <init-param><param-name>useStrongETags</param-name><param-value>false</param-value></init-param>
                  <init-param><param-name>precompressed</param-name><param-value>br=.br</param-value></init-param>
                  <init-param><param-name>lisitngs</param-name><param-value>true</param-value></init-param>
                </servlet>
                """);
        assertThat(model.contextParams()).containsOnly(entry("a", "own"), entry("b", "default"));
        assertThat(model.session().timeoutMinutes()).isEqualTo(5);
        assertThat(model.mimeMappings()).containsOnly(entry("abs", "x/own"));
        assertThat(model.welcomeFiles()).containsExactly("start.html");
        assertThat(model.requestCharacterEncoding()).isEqualTo("UTF-8");
        assertThat(model.responseCharacterEncoding()).isEqualTo("ISO-8859-1");
        assertThat(servlet(model, "default").initParams()).contains(entry("listings", "true"), entry("debug", "0"));
        assertThat(model.warnings())
                .containsExactlyInAnyOrder(
                        "WEB-INF/web.xml, line 6: the init parameter readonly = \"false\" of the servlet"
                                + " \"default\" is ignored: PUT and DELETE are answered 405",
                        "WEB-INF/web.xml, line 6: the init parameter lisitngs = \"true\" of the servlet"
                                + " \"default\" is ignored: it is not known");
    }

    @Test
    void servletsAndFiltersAreThereForEveryApplication() throws Exception {
        String defaults = """
                <filter><filter-name>f</filter-name><filter-class>lib.F</filter-class></filter>
                <filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                <servlet><servlet-name>s</servlet-name><servlet-class>lib.S</servlet-class></servlet>
                <servlet-mapping>
                  <servlet-name>s</servlet-name><url-pattern>/s</url-pattern><url-pattern>/t</url-pattern>
                </servlet-mapping>
                """;
        WebAppModel model = under(defaults, """
                <servlet><servlet-name>own</servlet-name><servlet-class>app.Own</servlet-class></servlet>
                <servlet-mapping><servlet-name>own</servlet-name><url-pattern>/t</url-pattern></servlet-mapping>
                <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/u</url-pattern></servlet-mapping>
                """);
        assertThat(model.filterMappings()).singleElement().satisfies(mapping -> assertThat(mapping.filter())
                .isEqualTo("f"));
        assertThat(servlet(model, "s").mappings()).containsExactlyInAnyOrder("/s", "/u");
        assertThat(servlet(model, "own").mappings()).containsExactly("/t");
    }

    @Test
    void aMistakeNamesTheFileAndTheLine() {
        assertThatThrownBy(() -> under("<servlet-mapping><servlet-name>x</servlet-name></servlet-mapping>", ""))
                .isInstanceOf(InvalidAppException.class)
                .hasMessageContaining("conf/web.xml, line 2");
    }

    @Test
    void anotherContentIsAnotherPreparation() throws Exception {
        Path war = new Archive().file("index.html", "x").write(folder.resolve("a.war"));
        AppSource source = new AppSource.WarFile(war);
        Path work = folder.resolve("work");
        Path without = new Preparer().prepare(source, work).directory();
        Path first = new Preparer().prepare(source, files("<web-app/>"), work).directory();
        assertThat(new Preparer().prepare(source, files("<web-app/>"), work).directory())
                .isEqualTo(first)
                .isNotEqualTo(without);
        assertThat(new Preparer().prepare(source, files("<web-app />"), work).directory())
                .isNotIn(List.of(first, without));
    }

    private static OperatorFiles files(String content) {
        return new OperatorFiles(
                Optional.empty(), Optional.of(new ContextFile("conf/web.xml", content.getBytes(UTF_8))));
    }
}
